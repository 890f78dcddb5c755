package io.thalweg.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The kinds of values that keys have.
final class Kinds {
  /// Written for "no limit"; the number that stands for it, as in Kafka.
  private static final String UNLIMITED = "unlimited";

  private static final long NO_LIMIT = -1;

  private Kinds() {}

  static Kind<Long> bytes(String min, String max) {
    return new Amount(Unit.BYTES, Unit.BYTES.constant(min), Unit.BYTES.constant(max), false);
  }

  static Kind<Long> bytesOrUnlimited(String min, String max) {
    return new Amount(Unit.BYTES, Unit.BYTES.constant(min), Unit.BYTES.constant(max), true);
  }

  static Kind<Long> millis(String min, String max) {
    return new Amount(Unit.MILLIS, Unit.MILLIS.constant(min), Unit.MILLIS.constant(max), false);
  }

  static Kind<Long> millisOrUnlimited(String min, String max) {
    return new Amount(Unit.MILLIS, Unit.MILLIS.constant(min), Unit.MILLIS.constant(max), true);
  }

  static Kind<Integer> count(int min, int max) {
    return new Count(new Amount(Unit.COUNT, min, max, false));
  }

  static Kind<Boolean> flag() {
    return new Flag();
  }

  static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    return new OneOf<>(type);
  }

  static Kind<Path> path() {
    return new FilePath();
  }

  static Kind<String> pathOrNone() {
    return new PathOrNone();
  }

  static Kind<List<ListenAddress>> listeners() {
    return new Listeners();
  }

  /// The same, or `none`, or `auto` for `usual` if that is free.
  static Kind<OptionalListeners> optionalListeners(String usual) {
    return new MaybeListeners(usual);
  }

  private enum Unit {
    BYTES {
      @Override
      long read(String text) throws Kind.BadValue {
        return Quantity.bytes(text);
      }

      @Override
      String show(long value) {
        return Quantity.showBytes(value);
      }
    },
    MILLIS {
      @Override
      long read(String text) throws Kind.BadValue {
        return Quantity.millis(text);
      }

      @Override
      String show(long value) {
        return Quantity.showMillis(value);
      }
    },
    COUNT {
      @Override
      long read(String text) throws Kind.BadValue {
        try {
          return Long.parseLong(text);
        } catch (NumberFormatException e) {
          throw new Kind.BadValue("is not a whole number");
        }
      }

      @Override
      String show(long value) {
        return Long.toString(value);
      }
    };

    abstract long read(String text) throws Kind.BadValue;

    abstract String show(long value);

    /// A bound from the table of keys, where a wrong one is a programmer's error.
    long constant(String text) {
      try {
        return read(text);
      } catch (Kind.BadValue e) {
        throw new IllegalArgumentException(text, e);
      }
    }
  }

  private record Amount(Unit unit, long min, long max, boolean orUnlimited) implements Kind<Long> {
    @Override
    public Long parse(String text) throws BadValue {
      if (orUnlimited && (text.equals(UNLIMITED) || text.equals("-1"))) {
        return NO_LIMIT;
      }
      long value = unit.read(text);
      if (value < min) {
        throw new BadValue("is too small");
      }
      if (value > max) {
        throw new BadValue("is too large");
      }
      return value;
    }

    @Override
    public String show(Long value) {
      return orUnlimited && value == NO_LIMIT ? UNLIMITED : unit.show(value);
    }

    @Override
    public String range() {
      return unit.show(min) + ".." + unit.show(max) + (orUnlimited ? " | " + UNLIMITED : "");
    }
  }

  private record Count(Amount amount) implements Kind<Integer> {
    @Override
    public Integer parse(String text) throws BadValue {
      return Math.toIntExact(amount.parse(text));
    }

    @Override
    public String show(Integer value) {
      return value.toString();
    }

    @Override
    public String range() {
      return amount.range();
    }
  }

  private record Flag() implements Kind<Boolean> {
    @Override
    public Boolean parse(String text) throws BadValue {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new BadValue("is neither true nor false");
      };
    }

    @Override
    public String show(Boolean value) {
      return value.toString();
    }

    @Override
    public String range() {
      return "true | false";
    }
  }

  private record OneOf<E extends Enum<E>>(Class<E> type) implements Kind<E> {
    @Override
    public E parse(String text) throws BadValue {
      for (E value : type.getEnumConstants()) {
        if (show(value).equalsIgnoreCase(text)) {
          return value;
        }
      }
      throw new BadValue("is none of those");
    }

    @Override
    public String show(E value) {
      return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String range() {
      return Arrays.stream(type.getEnumConstants())
          .map(this::show)
          .collect(Collectors.joining(" | "));
    }
  }

  private record FilePath() implements Kind<Path> {
    @Override
    public Path parse(String text) throws BadValue {
      if (text.isEmpty()) {
        throw new BadValue("is empty");
      }
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new BadValue("is not a path: " + e.getReason());
      }
    }

    @Override
    public String show(Path value) {
      return value.toString();
    }

    @Override
    public String range() {
      return "a path";
    }
  }

  /// A path as text, where the empty text stands for none.
  private record PathOrNone() implements Kind<String> {
    private static final FilePath PATH = new FilePath();

    @Override
    public String parse(String text) throws BadValue {
      return text.isEmpty() || text.equals("none") ? "" : PATH.parse(text).toString();
    }

    @Override
    public String show(String value) {
      return value.isEmpty() ? "none" : value;
    }

    @Override
    public String range() {
      return "a path | none";
    }
  }

  private record Listeners() implements Kind<List<ListenAddress>> {
    @Override
    public List<ListenAddress> parse(String text) throws BadValue {
      return ListenAddress.parseAll(text);
    }

    @Override
    public String show(List<ListenAddress> value) {
      return value.stream().map(ListenAddress::toString).collect(Collectors.joining(","));
    }

    @Override
    public String range() {
      return "HOST:PORT,... on loopback (127.0.0.1, [::1], localhost), port 0..65535";
    }
  }

  private record MaybeListeners(String usual) implements Kind<OptionalListeners> {
    private static final Kind<List<ListenAddress>> ADDRESSES = new Listeners();
    private static final String AUTO = "auto";
    private static final String NONE = "none";

    @Override
    public OptionalListeners parse(String text) throws BadValue {
      return switch (text) {
        case AUTO -> new OptionalListeners(ADDRESSES.parse(usual), true);
        case NONE -> new OptionalListeners(List.of(), false);
        default -> new OptionalListeners(ADDRESSES.parse(text), false);
      };
    }

    @Override
    public String show(OptionalListeners value) {
      if (value.ifFree()) {
        return AUTO;
      }
      return value.at().isEmpty() ? NONE : ADDRESSES.show(value.at());
    }

    @Override
    public String range() {
      return AUTO + " | " + NONE + " | " + ADDRESSES.range();
    }
  }
}
