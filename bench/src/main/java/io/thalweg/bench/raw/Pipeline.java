package io.thalweg.bench.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;

/// One connection that sends prepared Produce requests, with some of them unanswered at a time.
final class Pipeline implements AutoCloseable {
  static final int VERSION = 9;

  private final RawClient client;
  private final List<ByteBuffer> prepared;
  private final int inFlight;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private int next;

  Pipeline(String bootstrap, List<ByteBuffer> prepared, int inFlight) throws IOException {
    client = new RawClient(bootstrap);
    this.prepared = prepared;
    this.inFlight = inFlight;
  }

  /// Sends prepared ones, again and again, until so many are acknowledged. One of which a batch is
  /// refused for now, as when the broker's memory is short, counts as refused; another takes its
  /// place.
  void send(long requests) throws IOException {
    long acked = 0;
    long unanswered = 0;
    while (acked < requests) {
      for (; unanswered < Math.min(inFlight, requests - acked); unanswered++) {
        client.send(prepared.get(next));
        next = (next + 1) % prepared.size();
      }
      boolean taken = taken(client.receive());
      unanswered--;
      if (taken) {
        acked++;
        acknowledged.incrementAndGet();
      } else {
        refused.incrementAndGet();
      }
    }
  }

  /// Requests that were refused for now; any thread.
  long refused() {
    return refused.get();
  }

  /// Requests that were answered so far; any thread.
  long acknowledged() {
    return acknowledged.get();
  }

  /// Throws if a batch was refused.
  static void check(ByteBuffer response) {
    if (!taken(response)) {
      throw new IllegalStateException("produce is refused for now");
    }
  }

  /// Whether every batch was taken. Throws if one was refused for good.
  static boolean taken(ByteBuffer response) {
    response.position(5); // correlation id, no tagged fields
    var answer = new ProduceResponseData(new ByteBufferAccessor(response), (short) VERSION);
    boolean taken = true;
    for (TopicProduceResponse topic : answer.responses()) {
      for (PartitionProduceResponse partition : topic.partitionResponses()) {
        Errors error = Errors.forCode(partition.errorCode());
        if (error != Errors.NONE && !(error.exception() instanceof RetriableException)) {
          throw new IllegalStateException(
              "produce to " + topic.name() + " is refused: " + partition);
        }
        taken &= error == Errors.NONE;
      }
    }
    return taken;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
