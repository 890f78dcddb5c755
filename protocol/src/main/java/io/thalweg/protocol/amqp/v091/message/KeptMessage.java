package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.protocol.amqp.v091.wire.Address;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import java.nio.ByteBuffer;
import java.util.List;

/// A message that outlives the receive buffer: it came in more frames than one, or waits for a
/// transaction, or may have to be returned. Immutable.
///
/// @param address where exchange and routing key lie, with the two alone in a buffer
/// @param properties flags and values, with nothing else in their buffer
/// @param body the pieces of the body, in order
public record KeptMessage(
    ByteBuffer address, ByteBuffer properties, List<ByteBuffer> body, long bodyBytes) {

  /// A copy.
  public static KeptMessage copy(Address address, BasicProperties properties, ByteBuffer body) {
    ByteBuffer to = ByteBuffer.allocate(address.bytes());
    address.write(to);
    ByteBuffer said = ByteBuffer.allocate(properties.bytes());
    properties.write(said);
    ByteBuffer all = ByteBuffer.allocate(body.remaining());
    all.put(0, body, body.position(), body.remaining());
    return new KeptMessage(to.flip(), said.flip(), List.of(all), all.remaining());
  }

  /// Views the address and the properties.
  public void view(Address to, BasicProperties said) {
    to.over(address, 0, address.limit());
    said.over(properties, 0, properties.limit());
  }

  /// Memory that it takes.
  public long bytes() {
    return bytes(address.limit() + properties.limit() + bodyBytes);
  }

  /// Memory that a message of `content` bytes in all takes.
  public static long bytes(long content) {
    return 256 + content;
  }
}
