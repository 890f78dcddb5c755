package io.thalweg.simulator.event;

import io.thalweg.core.batch.Codecs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// A codec that turns over every bit: whoever forgets to open or to pack is found out.
public final class Packing implements Codecs {
  private static final int CODEC = 4;

  /// What is packed by it says so in its attributes.
  @Override
  public ByteBuffer opened(int codec, ByteBuffer packed, int front) {
    ByteBuffer opened = ByteBuffer.allocate(front + packed.remaining());
    for (int i = 0; i < packed.remaining(); i++) {
      opened.put(front + i, (byte) ~packed.get(packed.position() + i));
    }
    return opened;
  }

  @Override
  public OutputStream packing(int codec, OutputStream into) {
    return new OutputStream() {
      @Override
      public void write(int next) throws IOException {
        into.write(~next);
      }
    };
  }

  /// Packs the events of `batch`, which are not packed yet.
  public static void pack(byte[] batch) {
    for (int at = StoredBatch.EVENTS; at < batch.length; at++) {
      batch[at] = (byte) ~batch[at];
    }
    ByteBuffer out = ByteBuffer.wrap(batch);
    out.putShort(StoredBatch.ATTRIBUTES, (short) CODEC);
    CRC32C crc = new CRC32C();
    crc.update(batch, StoredBatch.ATTRIBUTES, batch.length - StoredBatch.ATTRIBUTES);
    out.putInt(StoredBatch.CRC, (int) crc.getValue());
  }
}
