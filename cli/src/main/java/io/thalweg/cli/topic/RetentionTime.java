package io.thalweg.cli.topic;

import io.thalweg.server.config.Kind;
import io.thalweg.server.config.Quantity;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads how long events are kept, in milliseconds; -1: without limit.
final class RetentionTime implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      return text.equals("unlimited") || text.equals("-1") ? -1L : Quantity.millis(text);
    } catch (Kind.BadValue e) {
      throw new TypeConversionException("'" + text + "' " + e.getMessage());
    }
  }
}
