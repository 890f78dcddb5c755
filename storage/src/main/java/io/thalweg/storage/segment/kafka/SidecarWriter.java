package io.thalweg.storage.segment.kafka;

import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import io.thalweg.storage.segment.run.NewRun;
import io.thalweg.storage.segment.run.Pieces;
import java.nio.ByteBuffer;

/// Gathers the checksums of a segment while its files are written.
public final class SidecarWriter {
  private final long segment;
  private final Pieces.Gathered[] files = new Pieces.Gathered[Part.SIDECAR.number];

  /// For the segment of that id, the checksums of whose log are gathered in `log`.
  SidecarWriter(long segment, Pieces.Gathered log) {
    this(segment);
    files[Part.LOG.number] = log;
  }

  /// For the segment of that id.
  public SidecarWriter(long segment) {
    this.segment = segment;
    for (int file = 0; file < files.length; file++) {
      files[file] = new Pieces.Gathered(segment, file);
    }
  }

  /// The checksums of one file.
  public Pieces.Gathered of(Part part) {
    return files[part.number];
  }

  /// The bytes of the sidecar for a segment of `run`.
  public ByteBuffer encode(NewRun run) {
    int bytes = Sidecar.HEADER_BYTES;
    for (Pieces.Gathered file : files) {
      bytes += file.encodedBytes();
    }
    ByteBuffer out = ByteBuffer.allocate(bytes);
    out.putInt(Sidecar.MAGIC).putInt(Sidecar.VERSION);
    out.putLong(segment).putLong(run.partition());
    out.putLong(run.baseOffset()).putLong(run.endOffset());
    for (Pieces.Gathered file : files) {
      out.putLong(file.bytes());
    }
    for (Pieces.Gathered file : files) {
      file.putTo(out);
    }
    return out.flip();
  }
}
