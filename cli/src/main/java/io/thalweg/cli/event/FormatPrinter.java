package io.thalweg.cli.event;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/// Writes events after a format string in kcat's manner (its manual, option `-f`).
final class FormatPrinter implements EventPrinter {
  /// Writes one part of an event.
  private interface Part {
    void write(ConsumerRecord<byte[], byte[]> event, OutputStream out) throws IOException;
  }

  private final List<Part> parts;
  private final OutputStream out;

  private FormatPrinter(List<Part> parts, OutputStream out) {
    this.parts = parts;
    this.out = out;
  }

  /// Fails where `format` names something that there is not.
  static FormatPrinter of(String format, OutputStream out) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean pair = i + 1 < format.length();
      if (c == '%') {
        i++;
        add(literal, parts);
        parts.add(part(pair ? format.charAt(i) : ' ', format));
      } else if (c == '\\' && pair) {
        i++;
        literal.append(Escapes.read("\\" + format.charAt(i)));
      } else {
        literal.append(c);
      }
    }
    add(literal, parts);
    return new FormatPrinter(List.copyOf(parts), out);
  }

  private static void add(StringBuilder literal, List<Part> parts) {
    if (!literal.isEmpty()) {
      byte[] bytes = literal.toString().getBytes(StandardCharsets.UTF_8);
      parts.add((_, out) -> out.write(bytes));
      literal.setLength(0);
    }
  }

  private static Part part(char letter, String format) {
    return switch (letter) {
      case 's' -> (event, out) -> bytes(event.value(), out);
      case 'S' -> (event, out) -> number(length(event.value()), out);
      case 'k' -> (event, out) -> bytes(event.key(), out);
      case 'K' -> (event, out) -> number(length(event.key()), out);
      case 't' -> (event, out) -> text(event.topic(), out);
      case 'p' -> (event, out) -> number(event.partition(), out);
      case 'o' -> (event, out) -> number(event.offset(), out);
      case 'T' -> (event, out) -> number(event.timestamp(), out);
      case 'h' -> FormatPrinter::headers;
      case '%' -> (_, out) -> out.write('%');
      default ->
          throw new TypeConversionException(
              "format '"
                  + format
                  + "': % is followed by s (value), S (its length), k (key), K (its length),"
                  + " t (topic), p (partition), o (offset), T (time in ms), h (headers) or %");
    };
  }

  private static void headers(ConsumerRecord<byte[], byte[]> event, OutputStream out)
      throws IOException {
    boolean first = true;
    for (Header header : event.headers()) {
      text((first ? "" : ",") + header.key() + "=", out);
      bytes(header.value(), out);
      first = false;
    }
  }

  /// As kcat: -1 where there is nothing.
  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? -1 : bytes.length;
  }

  private static void bytes(byte @Nullable [] bytes, OutputStream out) throws IOException {
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static void number(long number, OutputStream out) throws IOException {
    text(Long.toString(number), out);
  }

  private static void text(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void print(ConsumerRecord<byte[], byte[]> event) throws IOException {
    for (Part part : parts) {
      part.write(event, out);
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
