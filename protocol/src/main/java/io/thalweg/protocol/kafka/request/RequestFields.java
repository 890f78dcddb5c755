package io.thalweg.protocol.kafka.request;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/// Reads a request field by field, in the order of Kafka's specification of it. For requests whose
/// generated messages keep what they name in a hash table of Kafka's own, which takes time beyond
/// the square of its size when keys are equal or collide.
public final class RequestFields {
  private final FieldLimit in;
  private final short version;
  private final boolean flexible;

  /// Reads `body`, a request of `api` in `version`.
  public RequestFields(ByteBuffer body, ApiKeys api, short version) {
    this.in = new FieldLimit(body);
    this.version = version;
    this.flexible = RequestHeader.isFlexible(api, version);
  }

  public short version() {
    return version;
  }

  /// INT8.
  public byte int8() {
    return in.readByte();
  }

  /// INT16.
  public short int16() {
    return in.readShort();
  }

  /// INT32.
  public int int32() {
    return in.readInt();
  }

  /// BOOLEAN.
  public boolean bool() {
    return in.readByte() != 0;
  }

  /// STRING, compact in a flexible version.
  public String string() {
    return in.readString(present(shortLength()));
  }

  /// NULLABLE_STRING.
  public @Nullable String stringOrNull() {
    int length = shortLength();
    return length < 0 ? null : in.readString(length);
  }

  /// BYTES.
  public byte[] bytes() {
    return in.readArray(present(length()));
  }

  /// ARRAY of what `each` reads.
  public <T> List<T> list(Supplier<T> each) {
    return elements(present(length()), each);
  }

  /// The same, which may be null.
  public <T> @Nullable List<T> listOrNull(Supplier<T> each) {
    int length = length();
    return length < 0 ? null : elements(length, each);
  }

  private <T> List<T> elements(int length, Supplier<T> each) {
    if (length > in.remaining()) {
      throw new IllegalArgumentException("expected fewer elements than " + length);
    }
    List<T> elements = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      elements.add(each.get());
    }
    return elements;
  }

  /// The end of a structure: tagged fields, of which none is known.
  public void end() {
    int tags = flexible ? present(in.readUnsignedVarint()) : 0;
    for (int i = 0; i < tags; i++) {
      in.readUnsignedVarint();
      in.readArray(in.readUnsignedVarint());
    }
  }

  private int shortLength() {
    int length = flexible ? in.readUnsignedVarint() - 1 : in.readShort();
    if (length > Short.MAX_VALUE) {
      throw new IllegalArgumentException("expected a shorter string than of " + length + " bytes");
    }
    return length;
  }

  private int length() {
    return flexible ? in.readUnsignedVarint() - 1 : in.readInt();
  }

  /// Any negative length is null to Kafka's own messages.
  private static int present(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("expected a length, not null");
    }
    return length;
  }
}
