package io.thalweg.cli.load;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads how many events a second has: `1000`, `0.5`.
public final class Rate implements ITypeConverter<Double> {
  private static final double MOST = 10_000_000;

  @Override
  public Double convert(String text) {
    try {
      double rate = Double.parseDouble(text);
      if (rate >= 0.001 && rate <= MOST) {
        return rate;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new TypeConversionException(
        "'" + text + "' is not a number of events per second, such as 1000 or 0.5");
  }
}
