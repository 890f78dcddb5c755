package io.thalweg.cli.event;

import io.thalweg.cli.terminal.Failure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Lines as bytes, whatever their encoding, without the line feed that ends each.
final class Lines implements Source {
  /// Far beyond what a broker takes; checked before memory is taken.
  private static final int MAX_BYTES = 32 << 20;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;

  Lines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /// The next line. A last line may lack its line feed.
  @Override
  public byte @Nullable [] next() throws IOException {
    line.reset();
    number++;
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (line.size() == MAX_BYTES) {
        throw new Failure("line " + number + " is longer than " + MAX_BYTES + " bytes");
      }
      line.write(next);
      next = in.read();
    }
    return line.toByteArray();
  }
}
