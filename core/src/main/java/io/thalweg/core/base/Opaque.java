package io.thalweg.core.base;

import java.util.Arrays;

/// Bytes that clients exchange through the broker and that the broker doesn't read. A value: the
/// array is neither copied nor changed.
public final class Opaque {
  /// No bytes.
  public static final Opaque EMPTY = new Opaque(new byte[0]);

  private final byte[] bytes;

  public Opaque(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The bytes themselves; not to be changed.
  public byte[] bytes() {
    return bytes;
  }

  /// Their number.
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Opaque that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
