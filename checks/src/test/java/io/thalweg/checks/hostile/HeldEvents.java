package io.thalweg.checks.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// Large events that readers leave lying about: one to a batch, each of other bytes.
///
/// @param batches as many as [#fill] writes
record HeldEvents(String topic, int batches) {
  private static final int BATCH_BYTES = 700_000;
  private static final int MAX_BYTES = 32 << 20;
  private static final int VERSION = 12;

  void fill(RawPeer writes) {
    writes.create(topic);
    for (int i = 0; i < batches; i++) {
      assertThat(writes.produce(topic, batch(BATCH_BYTES))).isEqualTo(Errors.NONE);
    }
  }

  static MemoryRecords batch(int bytes) {
    byte[] value = new byte[bytes];
    new Random(bytes).nextBytes(value);
    return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(value));
  }

  /// The frame of a fetch of as much as there is, from `offset`, or from the beginning again if
  /// there are not so many.
  byte[] fetch(long offset) {
    return RawPeer.frame(request(offset), VERSION);
  }

  private FetchRequestData request(long offset) {
    var partition = new FetchPartition().setPartition(0).setFetchOffset(offset % batches);
    partition.setPartitionMaxBytes(MAX_BYTES);
    var named = new FetchTopic().setTopic(topic).setPartitions(List.of(partition));
    return new FetchRequestData().setMaxWaitMs(0).setMaxBytes(MAX_BYTES).setTopics(List.of(named));
  }

  /// Fetches from `offset` on; what comes must be as it was written. Returns the next offset.
  long read(RawPeer reads, long offset) {
    reads.send(fetch(offset));
    return check(reads, offset);
  }

  /// Reads the answer to [#fetch], which was sent before.
  long check(RawPeer reads, long offset) {
    var answer = (FetchResponseData) reads.answer(request(offset), VERSION);
    var partition = answer.responses().getFirst().partitions().getFirst();
    assertThat(partition.errorCode()).isZero();
    long next = offset % batches;
    for (RecordBatch batch : ((MemoryRecords) partition.records()).batches()) {
      ((DefaultRecordBatch) batch).ensureValid();
      assertThat(batch.baseOffset()).isEqualTo(next);
      next++;
    }
    return next;
  }

  /// Memory of `broker` that is resident now.
  static long residentBytes(BrokerProcess broker) {
    try {
      Path status = Path.of("/proc", Long.toString(broker.handle().pid()), "status");
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException e) {
      throw new AssertionError("the broker has ended", e);
    }
    throw new AssertionError("expected a line VmRSS");
  }
}
