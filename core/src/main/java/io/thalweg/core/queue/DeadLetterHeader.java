package io.thalweg.core.queue;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// How an event died in a queue, as a header of its copy says: in neutral words, of which each
/// protocol makes its own. The newest death is the first such header.
///
/// @param count how often it died so in this queue
/// @param millis broker time of the first time
/// @param exchange where it had been published to
/// @param key by what routing key
/// @param ttlMillis the time to live that it had of its own; -1: none
/// @param partition index of the partition that it lay in; -1: not known
/// @param offset its offset there; -1: not known
public record DeadLetterHeader(
    Note.Death why,
    long count,
    long millis,
    String queue,
    String exchange,
    String key,
    long ttlMillis,
    int partition,
    long offset) {
  /// Name of the header.
  public static final String NAME = "thalweg.death";

  private static final int FIXED_BYTES = 1 + 8 + 8 + 8 + 3 * 4;
  private static final int PLACE_BYTES = 4 + 8;

  /// Of a death whose place is not known.
  @SuppressWarnings("ParameterNumber") // the layout of the header
  public DeadLetterHeader(
      Note.Death why,
      long count,
      long millis,
      String queue,
      String exchange,
      String key,
      long ttlMillis) {
    this(why, count, millis, queue, exchange, key, ttlMillis, -1, -1);
  }

  /// Whether `other` is of the same queue, for the same reason.
  public boolean isLike(DeadLetterHeader other) {
    return why == other.why && queue.equals(other.queue);
  }

  /// The same, once more, when and where `newest` died.
  public DeadLetterHeader again(DeadLetterHeader newest) {
    return new DeadLetterHeader(
        why,
        count + 1,
        newest.millis,
        queue,
        exchange,
        key,
        ttlMillis,
        newest.partition,
        newest.offset);
  }

  /// As the header's value.
  public byte[] bytes() {
    byte[] inQueue = queue.getBytes(StandardCharsets.UTF_8);
    byte[] to = exchange.getBytes(StandardCharsets.UTF_8);
    byte[] by = key.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(FIXED_BYTES + inQueue.length + to.length + by.length + PLACE_BYTES);
    out.put((byte) why.number()).putLong(count).putLong(millis).putLong(ttlMillis);
    for (byte[] text : new byte[][] {inQueue, to, by}) {
      out.putInt(text.length).put(text);
    }
    return out.putInt(partition).putLong(offset).array();
  }

  /// What [#bytes] gave; null if it is something else: other protocols may write such a header.
  public static @Nullable DeadLetterHeader read(ByteBuffer value) {
    ByteBuffer in = value.duplicate();
    try {
      Note.Death why = Note.Death.of(in.get());
      long count = in.getLong();
      long millis = in.getLong();
      long ttl = in.getLong();
      String queue = text(in);
      String exchange = text(in);
      String key = text(in);
      boolean placed = in.remaining() >= PLACE_BYTES;
      int partition = placed ? in.getInt() : -1;
      long offset = placed ? in.getLong() : -1;
      return new DeadLetterHeader(why, count, millis, queue, exchange, key, ttl, partition, offset);
    } catch (BufferUnderflowException | IllegalStateException | IllegalArgumentException _) {
      return null;
    }
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("expected a text of " + length + " bytes");
    }
    byte[] utf8 = new byte[length];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
