package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a client says of itself by a mechanism of SASL.
///
/// @param password bytes as they came
record Sasl(String user, Opaque password) {
  /// What is offered.
  static final String MECHANISMS = "PLAIN AMQPLAIN";

  /// What was said by `mechanism`; null if that is not offered, or was said wrong.
  static @Nullable Sasl read(String mechanism, byte[] response) {
    return switch (mechanism) {
      case "PLAIN" -> plain(response);
      case "AMQPLAIN" -> amqplain(response);
      default -> null;
    };
  }

  /// RFC 4616: an identity to act for, which is not minded, the user, and the password, with a zero
  /// between.
  private static @Nullable Sasl plain(byte[] response) {
    int first = zero(response, 0);
    int second = zero(response, first + 1);
    if (first < 0 || second < 0) {
      return null;
    }
    String user = new String(response, first + 1, second - first - 1, StandardCharsets.UTF_8);
    return new Sasl(user, new Opaque(Arrays.copyOfRange(response, second + 1, response.length)));
  }

  private static int zero(byte[] in, int from) {
    for (int at = from; at < in.length; at++) {
      if (in[at] == 0) {
        return at;
      }
    }
    return -1;
  }

  /// A table without its length.
  private static @Nullable Sasl amqplain(byte[] response) {
    ByteBuffer table = ByteBuffer.allocate(Integer.BYTES + response.length);
    table.putInt(response.length).put(response);
    try {
      FieldTable fields = FieldTable.read(table, 0, table.limit());
      return fields.get("LOGIN") instanceof FieldValue.Text login
              && fields.get("PASSWORD") instanceof FieldValue.Text password
          ? new Sasl(login.toString(), password.value())
          : null;
    } catch (AmqpException _) {
      return null;
    }
  }
}
