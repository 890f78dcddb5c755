package io.thalweg.storage.segment;

import io.thalweg.core.base.Check;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.storage.segment.KafkaSegment.Part;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Gathers the checksums of a segment while its files are written, in the order of [Part].
final class SidecarWriter {
  private final FlushPlan plan;
  private final PieceCrc crc;
  private final long[] bytes = new long[Part.SIDECAR.number];
  private int[] crcs = new int[64];
  private int count;

  SidecarWriter(FlushPlan plan) {
    this.plan = plan;
    this.crc = new PieceCrc(plan.segment());
  }

  /// Takes note of the bytes between position and limit, which follow in `part`: whole pieces, but
  /// for the last.
  void cover(Part part, ByteBuffer written) {
    int file = part.number;
    Check.equal(0, bytes[file] % PieceCrc.BYTES, "bytes in the last piece before more of a file");
    for (int at = written.position(); at < written.limit(); at += PieceCrc.BYTES) {
      int length = Math.min(PieceCrc.BYTES, written.limit() - at);
      add(crc.of(part, bytes[file], written.slice(at, length)));
      bytes[file] += length;
    }
  }

  private void add(int pieceCrc) {
    if (count == crcs.length) {
      crcs = Arrays.copyOf(crcs, 2 * count);
    }
    crcs[count++] = pieceCrc;
  }

  /// The sidecar's bytes.
  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(Sidecar.HEADER_BYTES + count * Integer.BYTES);
    out.putInt(Sidecar.MAGIC).putInt(Sidecar.VERSION);
    out.putLong(plan.segment()).putLong(plan.partition());
    out.putLong(plan.baseOffset()).putLong(plan.endOffset());
    for (long length : bytes) {
      out.putLong(length);
    }
    for (int i = 0; i < count; i++) {
      out.putInt(crcs[i]);
    }
    return out.flip();
  }
}
