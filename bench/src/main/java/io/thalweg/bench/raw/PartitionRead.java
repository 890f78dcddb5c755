package io.thalweg.bench.raw;

import io.thalweg.core.batch.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// Fetches of one partition, from its beginning.
final class PartitionRead {
  private static final int FETCH_BYTES = 1 << 20;

  private PartitionRead() {}

  /// Fetches at least `bytes`; returns how many came.
  static long read(String bootstrap, TopicPartition partition, long bytes) throws IOException {
    try (RawClient client = new RawClient(bootstrap)) {
      long offset = 0;
      long seen = 0;
      while (seen < bytes) {
        client.send(RawClient.fetch(partition.topic(), partition.partition(), offset, FETCH_BYTES));
        ByteBuffer batches = batches(client.receive());
        if (!batches.hasRemaining()) {
          throw new IllegalStateException("no events at offset " + offset + " of " + partition);
        }
        seen += batches.remaining();
        for (int at = 0; at < batches.limit(); at += BatchHeader.bytes(batches, at)) {
          offset = BatchHeader.nextOffset(batches, at);
        }
      }
      return seen;
    }
  }

  /// What a response to [RawClient#fetch] brings.
  static ByteBuffer batches(ByteBuffer response) {
    response.position(5); // correlation id, no tagged fields
    var answer = new FetchResponseData(new ByteBufferAccessor(response), RawClient.FETCH_VERSION);
    var partition = answer.responses().getFirst().partitions().getFirst();
    if (partition.errorCode() != 0) {
      throw new IllegalStateException("fetch is refused: error " + partition.errorCode());
    }
    return ((MemoryRecords) partition.records()).buffer();
  }
}
