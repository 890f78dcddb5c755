package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.journal.RecordReader;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A journal of a newer version is refused, not guessed at.
class RecordTableTest {
  @ParameterizedTest
  @ValueSource(ints = {Short.MIN_VALUE, -1, 0, 255, 256, Short.MAX_VALUE})
  void anUnknownKindOfRecordIsRefused(int kind) {
    RecordReader record = new RecordReader().at(ByteBuffer.allocate(8), 0, 8, 0, 0);
    assertThatThrownBy(() -> new RecordTable().apply(kind, record))
        .isInstanceOf(UnknownRecordException.class)
        .hasMessageContaining("kind " + kind);
  }
}
