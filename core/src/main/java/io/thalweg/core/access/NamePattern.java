package io.thalweg.core.access;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// A regular expression (`java.util.regex`) that names of exchanges and queues are found by,
/// anywhere in the name; the empty one finds the empty name only. Immutable, for any thread.
///
/// Matching is bounded: a pattern that tries too much at a name, and so could keep a thread for
/// years, does not match it. What is counted are looks at the name's characters, and repetitions
/// `{n}` multiply to a small number. An administrator who means harm still finds a pattern that
/// tries for long without a look; nobody else writes patterns.
public final class NamePattern {
  /// What `.*` and its like need at the longest name, many times over.
  private static final int MOST_LOOKS = 200_000;

  private static final int MOST_REPETITIONS = 1_000;

  private static final Pattern COUNTED = Pattern.compile("\\{\\s*(\\d+)\\s*(?:,\\s*(\\d*)\\s*)?}");

  private final Pattern pattern;

  private NamePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /// The pattern that `text` says.
  ///
  /// @throws IllegalArgumentException if there is a [#problem]
  public static NamePattern of(String text) {
    String problem = problem(text);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return new NamePattern(text.isEmpty() ? Pattern.compile("^$") : Pattern.compile(text));
  }

  /// Why `text` is no pattern, in a line for people; null if it is one.
  public static @Nullable String problem(String text) {
    if (!Names.fits(text, AccessSettings.MAX_NAME)) {
      return "expected at most "
          + AccessSettings.MAX_NAME
          + " bytes of UTF-8 without control characters";
    }
    if (repetitions(text) > MOST_REPETITIONS) {
      return "expected repetitions {n} that multiply to at most " + MOST_REPETITIONS;
    }
    try {
      Pattern.compile(text);
      return null;
    } catch (PatternSyntaxException e) {
      return e.getDescription() + " near index " + e.getIndex();
    }
  }

  private static long repetitions(String text) {
    long product = 1;
    for (MatchResult each : COUNTED.matcher(text).results().toList()) {
      String most =
          each.group(2) == null || each.group(2).isEmpty() ? each.group(1) : each.group(2);
      if (most.length() > 4) {
        return Long.MAX_VALUE;
      }
      product = Math.min(product * Math.max(1, Long.parseLong(most)), Integer.MAX_VALUE);
    }
    return product;
  }

  /// Whether the pattern is found in `name`.
  public boolean matches(String name) {
    Matcher matcher = pattern.matcher(new Counted(name)).useAnchoringBounds(false);
    try {
      return matcher.find();
    } catch (TriesTooMuch | StackOverflowError e) {
      return false;
    }
  }

  private static final class TriesTooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TriesTooMuch() {
      super("a pattern tries too much", null, false, false);
    }
  }

  /// A name that may be looked at so many times.
  private static final class Counted implements CharSequence {
    private final String name;
    private int looks;

    Counted(String name) {
      this.name = name;
    }

    private void count() {
      if (++looks > MOST_LOOKS) {
        throw new TriesTooMuch();
      }
    }

    @Override
    public int length() {
      count();
      return name.length();
    }

    @Override
    public char charAt(int index) {
      count();
      return name.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return name.substring(start, end);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
