package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchSieve;
import io.thalweg.core.batch.Batches;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.ReadCommand.Fetched;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Reads of partitions from which compaction took events.
class ShardHolesTest {
  private final TestShard broker = new TestShard();
  private final long partition = broker.partition();

  /// Appends batches, each of which becomes a run.
  private void runs(int... events) {
    for (int each : events) {
      broker.append(partition, Batches.at(1_000, each));
      broker.journal.capacity = broker.journal.usedBytes() * 3 / 2;
      broker.store.failingMerges = true;
      broker.settle();
      broker.journal.capacity = 1 << 30;
    }
    assertThat(broker.store.written).hasSize(events.length);
  }

  /// Of that run a batch without events is left.
  private void empty(int number) {
    SegmentInfo run = broker.store.written.get(number);
    Map<Long, List<ByteBuffer>> file = broker.store.files.get(run.id());
    BatchSieve sieve = new BatchSieve(Codecs.NONE, 1 << 20);
    sieve.empty(file.get(partition).getFirst(), 0);
    ByteBuffer empty = ByteBuffer.allocate(BatchHeader.BYTES).put(sieve.batch()).flip();
    file.put(partition, List.of(empty));
  }

  /// The base offsets of the batches that one fetch brings.
  private List<Long> fetch(long offset) {
    List<Long> bases = new ArrayList<>();
    broker.ask(
        TestShard.fetch(partition, offset, 0, 0),
        (_, reply) -> {
          var result = ((Fetched) reply).results().getFirst();
          assertThat(result.problem()).isEqualTo(Problem.NONE);
          for (Slice slice : result.batches()) {
            ByteBuffer in = slice.view();
            for (int at = 0; at < slice.length(); at += BatchHeader.bytes(in, at)) {
              bases.add(BatchHeader.baseOffset(in, at));
            }
          }
        });
    broker.settle();
    return bases;
  }

  @Test
  void theSecondFetchGoesOnBehindWhatIsEmpty() {
    runs(3, 2, 4);
    empty(0);
    empty(1);
    assertThat(fetch(1)).as("whoever moves over it gets there").containsExactly(0L);
    assertThat(fetch(1)).as("as far as is known").containsExactly(3L);
    assertThat(fetch(1)).containsExactly(5L);
    assertThat(fetch(0)).as("from before it").containsExactly(0L);
    assertThat(fetch(0)).containsExactly(5L);
    assertThat(fetch(4)).containsExactly(5L);
  }

  @Test
  void atTheEndTheEmptyBatchIsShown() {
    runs(3, 2);
    empty(1);
    assertThat(fetch(3)).containsExactly(3L);
    assertThat(fetch(3)).containsExactly(3L);
    broker.append(partition, Batches.at(1_000, 1));
    assertThat(fetch(3)).as("what is behind, in memory").containsExactly(5L);
  }

  @Test
  void timesAreNotFoundInEmptyBatches() {
    runs(3, 2);
    empty(0);
    Found largest = find(io.thalweg.core.read.ReadCommand.MAX_TIMESTAMP);
    assertThat(largest.offset()).isEqualTo(3);
    assertThat(find(500).offset()).isEqualTo(3);
  }

  private Found find(long at) {
    List<Found> found = new ArrayList<>();
    broker.ask(new LookUp(partition, at), (_, reply) -> found.add((Found) reply));
    broker.settle();
    return found.getFirst();
  }
}
