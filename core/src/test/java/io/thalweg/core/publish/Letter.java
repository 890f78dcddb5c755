package io.thalweg.core.publish;

import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Part;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A message for tests.
public record Letter(
    String exchange,
    List<String> keys,
    int priority,
    long ttlMillis,
    ByteBuffer value,
    EventHeaders recordHeaders,
    Part part)
    implements Message {
  private static final int MOST_HEADER_BYTES = 1 << 16;

  /// One without anything else.
  public static Letter to(String exchange, String key, String value) {
    return new Letter(
        exchange,
        List.of(key),
        0,
        -1,
        ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)),
        new EventHeaders(MOST_HEADER_BYTES),
        Part.ONLY);
  }

  Letter urgent(int level) {
    return new Letter(exchange, keys, level, ttlMillis, value, recordHeaders, part);
  }

  /// To be said before other headers are.
  public Letter lasting(long millis) {
    if (millis >= 0) {
      byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(millis).array();
      recordHeaders.add(EventMarks.TTL_HEADER, bytes);
    }
    return new Letter(exchange, keys, priority, millis, value, recordHeaders, part);
  }

  /// Where `other` goes.
  Letter like(Letter other) {
    return new Letter(
        other.exchange, other.keys, other.priority, ttlMillis, value, recordHeaders, part);
  }

  public Letter with(String header, String text) {
    recordHeaders.add(header, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public Letter as(Part which) {
    return new Letter(exchange, keys, priority, ttlMillis, value, recordHeaders, which);
  }

  public Letter sized(int bytes) {
    ByteBuffer large = ByteBuffer.allocate(bytes);
    return new Letter(exchange, keys, priority, ttlMillis, large, recordHeaders, part);
  }

  @Override
  public Headers headers() {
    return Headers.NONE;
  }

  /// One more.
  @Override
  public EventHeaders shownHeaders() {
    EventHeaders all = new EventHeaders(MOST_HEADER_BYTES);
    all.addAll(recordHeaders);
    all.add("shown", new byte[0]);
    return all;
  }

  @Override
  public int shownBytes() {
    return bytes() + 16;
  }

  @Override
  public ByteBuffer key() {
    return null;
  }

  @Override
  public int bytes() {
    return 64 + value.remaining() + 128;
  }
}
