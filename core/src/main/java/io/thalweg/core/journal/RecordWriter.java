package io.thalweg.core.journal;

import java.nio.ByteBuffer;

/// Writes one record's body into the current block. [#end] makes it part of the journal and applies
/// it at once.
public interface RecordWriter {
  RecordWriter putByte(int value);

  RecordWriter putShort(int value);

  RecordWriter putInt(int value);

  RecordWriter putLong(long value);

  /// A length and UTF-8 bytes.
  RecordWriter putString(String value);

  /// A length and bytes.
  RecordWriter putBytes(byte[] value);

  /// The bytes between position and limit, without a length; their position is not moved.
  RecordWriter putRaw(ByteBuffer bytes);

  /// The buffer that holds the body, with room up to its limit: from now on bytes are put at its
  /// position only, and [#end] takes all in front of that. Later records may use it, too.
  ByteBuffer inPlace();

  /// Where the next byte of the body lies, counted from the entry's payload.
  int offsetInPayload();

  /// Overwrites eight bytes of the body, `offset` counted from its start.
  RecordWriter patchLong(int offset, long value);

  /// Overwrites two bytes of the body, `offset` counted from its start.
  RecordWriter patchShort(int offset, int value);

  /// Overwrites four bytes of the body, `offset` counted from its start.
  RecordWriter patchInt(int offset, int value);

  /// Completes the record and applies it.
  void end();
}
