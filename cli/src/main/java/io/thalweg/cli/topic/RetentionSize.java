package io.thalweg.cli.topic;

import io.thalweg.server.config.Kind;
import io.thalweg.server.config.Quantity;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads how much a partition keeps, in bytes; -1: without limit.
final class RetentionSize implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      return text.equals("unlimited") || text.equals("-1") ? -1L : Quantity.bytes(text);
    } catch (Kind.BadValue e) {
      throw new TypeConversionException("'" + text + "' " + e.getMessage());
    }
  }
}
