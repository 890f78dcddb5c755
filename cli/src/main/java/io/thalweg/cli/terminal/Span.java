package io.thalweg.cli.terminal;

import io.thalweg.server.config.Kind;
import io.thalweg.server.config.Quantity;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads how long something takes, in milliseconds: `250ms`, `30s`, `7d`.
public final class Span implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      return Quantity.millis(text);
    } catch (Kind.BadValue e) {
      throw new TypeConversionException("'" + text + "' " + e.getMessage());
    }
  }
}
