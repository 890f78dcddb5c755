package io.thalweg.core.exchange;

import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a binding of a headers exchange, or the filter of a queue, asks of a message's headers.
///
/// @param any whether one term that is met is enough; else all must be, of which there may be none
/// @param terms by name
public record HeaderMatch(boolean any, List<Term> terms) {
  /// Met by every message; what bindings of other exchanges have.
  public static final HeaderMatch ALWAYS = new HeaderMatch(false, List.of());

  /// The argument that says whether `any` or `all`.
  public static final String MODE = "x-match";

  private static final String SPECIAL = "x-";

  /// A header that is asked for.
  public record Term(String name, HeaderValue value) {
    @Override
    public String toString() {
      return name
          + switch (value) {
            case HeaderValue.Nothing _ -> "";
            case HeaderValue.Flag flag -> "=" + flag.value();
            case HeaderValue.Whole whole -> "=" + whole.value();
            case HeaderValue.Real real -> "=" + real.value();
            case HeaderValue.Bytes text ->
                "='" + new String(text.value().bytes(), StandardCharsets.UTF_8) + "'";
            case HeaderValue.Structure structure -> "=" + structure.value();
          };
    }
  }

  /// The headers of a message.
  public interface Headers {
    /// A message without headers.
    Headers NONE = _ -> null;

    /// The value of a header, or null if there is none of that name.
    @Nullable HeaderValue get(String name);
  }

  /// What a binding's arguments ask for: `x-match` says whether `any` or `all` (the default), and
  /// other names that begin with `x-` are terms only if it ends in `-with-x`. Null if `x-match` is
  /// none of these.
  public static @Nullable HeaderMatch of(Map<String, HeaderValue> arguments) {
    String mode = mode(arguments.get(MODE));
    boolean any = mode.startsWith("any");
    boolean special = mode.endsWith("-with-x");
    if (!List.of("all", "any", "all-with-x", "any-with-x").contains(mode)) {
      return null;
    }
    List<Term> terms = new ArrayList<>();
    new TreeMap<>(arguments)
        .forEach(
            (name, value) -> {
              boolean counts = special ? !name.equals(MODE) : !name.startsWith(SPECIAL);
              if (counts) {
                terms.add(new Term(name, value));
              }
            });
    return new HeaderMatch(any, List.copyOf(terms));
  }

  private static String mode(@Nullable HeaderValue value) {
    if (value == null) {
      return "all";
    }
    return value instanceof HeaderValue.Bytes bytes
        ? new String(bytes.value().bytes(), StandardCharsets.UTF_8)
        : "";
  }

  /// Whether a message with these headers is routed.
  public boolean isMetBy(Headers headers) {
    for (int i = 0; i < terms.size(); i++) {
      Term term = terms.get(i);
      HeaderValue given = headers.get(term.name);
      boolean met = given != null && term.value.isMetBy(given);
      if (met == any) {
        return any;
      }
    }
    return !any;
  }

  @Override
  public String toString() {
    return (any ? "any of " : "all of ") + terms;
  }

  /// An upper bound of the bytes of [#write].
  public int bytes() {
    int sum = 8;
    for (Term term : terms) {
      sum = Math.addExact(sum, 4 + 3 * term.name.length() + term.value.bytes());
    }
    return sum;
  }

  /// Writes this as part of a record.
  public void write(RecordWriter out) {
    out.putByte(any ? 1 : 0).putInt(terms.size());
    for (Term term : terms) {
      out.putString(term.name);
      term.value.write(out);
    }
  }

  /// Reads what [#write] wrote.
  public static HeaderMatch read(RecordReader in) {
    boolean any = in.getByte() != 0;
    int count = in.getInt();
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      terms.add(new Term(in.getString(), HeaderValue.read(in)));
    }
    return !any && terms.isEmpty() ? ALWAYS : new HeaderMatch(any, List.copyOf(terms));
  }
}
