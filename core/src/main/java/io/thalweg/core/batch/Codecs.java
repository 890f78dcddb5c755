package io.thalweg.core.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Opens and packs the events of compressed batches; codecs are numbered as in their attributes.
/// The core has no library for it: who has gives this. One thread at a time.
public interface Codecs {
  /// Knows no codec.
  Codecs NONE =
      new Codecs() {
        @Override
        public ByteBuffer opened(int codec, ByteBuffer packed, int front) throws IOException {
          throw new IOException("codec " + codec + " is not known here");
        }

        @Override
        public OutputStream packing(int codec, OutputStream into) throws IOException {
          throw new IOException("codec " + codec + " is not known here");
        }
      };

  /// What `packed` holds between position and limit, on the heap: behind `front` bytes that are
  /// free, up to the limit.
  ///
  /// @throws IOException if it cannot be opened, or holds more than may be opened of one batch
  ByteBuffer opened(int codec, ByteBuffer packed, int front) throws IOException;

  /// Takes events, and writes them to `into` packed; all of them when it is closed.
  OutputStream packing(int codec, OutputStream into) throws IOException;
}
