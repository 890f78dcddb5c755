package io.thalweg.cli.load;

import io.thalweg.server.config.Kind;
import io.thalweg.server.config.Quantity;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads how many bytes an event or a batch has: `200`, `1kB`, `64KiB`.
public final class EventSize implements ITypeConverter<Integer> {
  /// Far beyond what a broker takes; checked before memory is taken.
  private static final int MAX_BYTES = 32 << 20;

  @Override
  public Integer convert(String text) {
    long bytes;
    try {
      bytes = Quantity.bytes(text);
    } catch (Kind.BadValue e) {
      throw new TypeConversionException("'" + text + "' " + e.getMessage());
    }
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new TypeConversionException("'" + text + "' is not within 1 and 32MiB");
    }
    return Math.toIntExact(bytes);
  }
}
