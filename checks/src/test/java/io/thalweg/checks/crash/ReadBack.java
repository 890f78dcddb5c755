package io.thalweg.checks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.crash.Ledger.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;

/// Everything that a broker has of [Load]'s topic, read from the beginning and raw, beside what
/// clients were told.
///
/// @param events how many there are
/// @param problems what is wrong with them
record ReadBack(long events, List<String> problems) {
  static ReadBack of(int port, Ledger ledger, int partitions) throws IOException {
    long[] floor = ledger.committed();
    long events = 0;
    List<String> problems = new ArrayList<>(ledger.failures());
    try (RawClient client = new RawClient(port)) {
      var committed =
          client.ask(Requests.committed(Load.GROUP, Load.TOPIC, partitions)).topics().getFirst();
      for (int partition = 0; partition < partitions; partition++) {
        List<Stored> stored = everything(client, partition);
        problems.addAll(ledger.problems(partition, stored));
        long offset = committed.partitions().get(partition).committedOffset();
        if (offset < floor[partition] || offset > stored.size()) {
          problems.add(
              "partition %d: committed offset %d, but %d was acknowledged and %d are stored"
                  .formatted(partition, offset, floor[partition], stored.size()));
        }
        events += stored.size();
      }
    }
    return new ReadBack(events, problems.stream().limit(20).toList());
  }

  private static List<Stored> everything(RawClient client, int partition) throws IOException {
    List<Stored> stored = new ArrayList<>();
    long next = 0;
    while (true) {
      var answer = client.ask(Requests.fetch(Load.TOPIC, partition, next, 0));
      PartitionData fetched = Requests.fetched(answer);
      assertThat(fetched.errorCode()).as("error of a fetch at %d", next).isZero();
      for (Record each : ((MemoryRecords) fetched.records()).records()) {
        String value = StandardCharsets.ISO_8859_1.decode(each.value()).toString();
        stored.add(new Stored(each.offset(), value));
        next = each.offset() + 1;
      }
      if (next >= fetched.highWatermark()) {
        return stored;
      }
    }
  }
}
