package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.Batches;
import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.ReadCommand.Fetch;
import io.thalweg.core.read.ReadCommand.Fetched;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.read.ReadCommand.Result;
import io.thalweg.core.read.ReadCommand.Wanted;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Fetches wait for durable events, and only for these; look-ups find offsets.
class ShardFetchTest {
  private static final int BATCH = Batches.at(1, 1).limit();

  private final TestShard broker = new TestShard();
  private final TopicInfo topic = broker.create("t", 3, TestShard.FOREVER);
  private final long partition = topic.partition(0);

  private Result fetched(long request) {
    List<Result> results = broker.reply(Fetched.class, request).results();
    assertThat(results).hasSize(1);
    return results.getFirst();
  }

  private boolean waits(long request) {
    return !broker.replies.containsKey(request);
  }

  private void append(int events) {
    broker.append(partition, Batches.at(1000, events));
  }

  private long fetch(long offset, int minBytes, int waitMillis) {
    long request = broker.ask(TestShard.fetch(partition, offset, minBytes, waitMillis));
    broker.endTurn();
    return request;
  }

  @Test
  void aFetchAtTheEndWaitsAndIsWokenByDurabilityOnly() {
    long request = fetch(0, 1, 500);
    assertThat(waits(request)).isTrue();
    broker.ask(new Append(partition, Batches.at(1, 2)));
    broker.endTurn();
    assertThat(waits(request)).as("appended, not durable").isTrue();
    broker.sync();
    assertThat(fetched(request).durableEnd()).isEqualTo(2);
    assertThat(fetched(request).batches()).hasSize(1);
  }

  @Test
  void itWaitsForMinBytes() {
    long request = fetch(0, 3 * BATCH, 500);
    append(1);
    append(1);
    assertThat(waits(request)).isTrue();
    append(1);
    assertThat(fetched(request).batches()).hasSize(3);
  }

  @Test
  void whatIsNotDurableDoesNotCountForMinBytes() {
    append(1);
    broker.ask(new Append(partition, Batches.at(1, 1)));
    broker.endTurn();
    long request = fetch(0, 2 * BATCH, 500);
    assertThat(waits(request)).isTrue();
    broker.sync();
    assertThat(fetched(request).batches()).hasSize(2);
  }

  @Test
  void atItsDeadlineItIsAnsweredWithWhatThereIs() {
    append(1);
    long request = fetch(0, 3 * BATCH, 500);
    broker.pass(499);
    assertThat(waits(request)).isTrue();
    assertThat(broker.shard.nextDueMillis()).isEqualTo(broker.now + 1);
    broker.pass(1);
    assertThat(fetched(request).batches()).hasSize(1);
  }

  /// Found by a history: fetches waited for as long as the clock had been set back.
  @Test
  void itsDeadlineComesAlsoIfTheClockIsSetBack() {
    append(1);
    long request = fetch(0, 3 * BATCH, 500);
    broker.now -= 3_600_000;
    broker.sync();
    broker.pass(998);
    assertThat(waits(request)).isTrue();
    broker.pass(2);
    assertThat(fetched(request).batches()).hasSize(1);
  }

  @Test
  void withoutWaitOrMinBytesItIsAnsweredAtOnce() {
    assertThat(fetched(fetch(0, 1, 0)).batches()).isEmpty();
    assertThat(fetched(fetch(0, 0, 500)).batches()).isEmpty();
  }

  @Test
  void aSlowReaderIsNeverGivenWhatIsNotDurable() {
    append(1);
    broker.ask(new Append(partition, Batches.at(1, 1)));
    broker.endTurn();
    Result result = fetched(fetch(0, 0, 0));
    assertThat(result.durableEnd()).isEqualTo(1);
    assertThat(result.batches()).hasSize(1);
  }

  @Test
  void anOffsetInsideABatchBringsThatBatch() {
    append(5);
    append(5);
    assertThat(fetched(fetch(3, 0, 0)).batches()).hasSize(2);
    assertThat(fetched(fetch(7, 0, 0)).batches()).hasSize(1);
  }

  @Test
  void anOffsetOutsideIsRefused() {
    append(5);
    assertThat(fetched(fetch(6, 1, 500)).problem()).isEqualTo(Problem.OFFSET_OUT_OF_RANGE);
    assertThat(fetched(fetch(-1, 1, 500)).problem()).isEqualTo(Problem.OFFSET_OUT_OF_RANGE);
  }

  @Test
  void aFetchOfADeletedTopicWakesWithAProblem() {
    long request = fetch(0, 1, 100_000);
    broker.ask(new Delete(topic.id()));
    broker.endTurn();
    assertThat(waits(request)).as("the deletion is not durable").isTrue();
    broker.sync();
    assertThat(fetched(request).problem()).isEqualTo(Problem.UNKNOWN_PARTITION);
  }

  @Test
  void oneFetchWaitsForSeveralPartitions() {
    List<Wanted> wanted =
        List.of(
            new Wanted(topic.partition(0), 0, 1000),
            new Wanted(topic.partition(1), 0, 1000),
            new Wanted(topic.partition(2), 0, 1000));
    long request = broker.ask(new Fetch(wanted, 1, 1000, 500));
    broker.endTurn();
    broker.append(topic.partition(1), Batches.at(1, 1));
    List<Result> results = broker.reply(Fetched.class, request).results();
    assertThat(results).extracting(result -> result.batches().size()).containsExactly(0, 1, 0);
  }

  @Test
  void aPartitionNamedTwiceIsAnsweredTwice() {
    Wanted twice = new Wanted(partition, 0, 1000);
    long request = broker.ask(new Fetch(List.of(twice, twice), 1, 1000, 500));
    broker.endTurn();
    append(1);
    assertThat(broker.reply(Fetched.class, request).results()).hasSize(2);
  }

  @Test
  void theFirstBatchMayExceedTheLimits() {
    broker.append(partition, Batches.sized(5000));
    broker.append(partition, Batches.sized(5000));
    var wanted = List.of(new Wanted(partition, 0, 10));
    long request = broker.ask(new Fetch(wanted, 0, 10, 0));
    broker.endTurn();
    assertThat(fetched(request).batches()).hasSize(1);
  }

  @Test
  void aClientThatIsGoneIsAnsweredNoMore() {
    Client gone = (_, _) -> assertThat(false).as("a reply to a closed client").isTrue();
    broker.ask(TestShard.fetch(partition, 0, 1, 500), gone);
    broker.endTurn();
    broker.shard.closed(gone);
    append(1);
    broker.pass(1000);
  }

  @Test
  void readersBehindTheBlocksReadTheJournal() {
    for (int i = 0; i < 100; i++) {
      broker.append(partition, Batches.sized(400_000));
    }
    long request = fetch(0, 1, 500);
    assertThat(waits(request)).isTrue();
    assertThat(broker.store.pending()).isEqualTo(1);
    broker.settle();
    assertThat(fetched(request).problem()).isEqualTo(Problem.NONE);
    assertThat(broker.read(partition, 0)).hasSize(100);
  }

  @Test
  void theStartAndTheDurableEndAreFound() {
    append(5);
    broker.ask(new Append(partition, Batches.at(1, 1)));
    broker.endTurn();
    long earliest = broker.ask(new LookUp(partition, ReadCommand.EARLIEST));
    long latest = broker.ask(new LookUp(partition, ReadCommand.LATEST));
    broker.endTurn();
    assertThat(waits(latest)).isTrue();
    broker.sync();
    assertThat(broker.reply(Found.class, earliest).offset()).isZero();
    assertThat(broker.reply(Found.class, latest).offset()).isEqualTo(5);
  }

  @Test
  void aTimeIsFoundInTheFirstBatchThatReachesIt() {
    broker.append(partition, Batches.at(100, 2));
    broker.append(partition, Batches.at(300, 2));
    broker.append(partition, Batches.at(200, 2));
    assertThat(baseOf(new LookUp(partition, 150))).isEqualTo(2);
    assertThat(baseOf(new LookUp(partition, 100))).isZero();
    assertThat(baseOf(new LookUp(partition, ReadCommand.MAX_TIMESTAMP))).isEqualTo(2);
    Found none = broker.get(Found.class, new LookUp(partition, 301));
    assertThat(none).isEqualTo(new Found(Problem.NONE, -1, -1, null));
  }

  @Test
  void aTimeIsFoundAmongManyBatchesAndOnlyInWhatIsDurable() {
    for (int i = 0; i < 200; i++) {
      broker.append(partition, Batches.at(1000 + (i == 150 ? 500 : i), 1));
    }
    broker.ask(new Append(partition, Batches.at(9000, 1)));
    broker.endTurn();
    assertThat(baseOf(new LookUp(partition, 1130))).isEqualTo(130);
    assertThat(baseOf(new LookUp(partition, 1160))).isEqualTo(150);
    broker.ask(new Append(partition, Batches.at(9500, 1)));
    broker.endTurn();
    long newest = broker.ask(new LookUp(partition, 9400));
    long[] max = {-1};
    broker.ask(
        new LookUp(partition, ReadCommand.MAX_TIMESTAMP),
        (_, reply) -> max[0] = ((Found) reply).timestamp());
    broker.settle();
    assertThat(broker.reply(Found.class, newest).offset()).isEqualTo(-1);
    assertThat(max[0]).isEqualTo(9000);
  }

  private long baseOf(LookUp lookUp) {
    long[] base = {-1};
    broker.ask(lookUp, (_, reply) -> base[0] = ((Found) reply).batches().view().getLong(0));
    broker.settle();
    return base[0];
  }

  @Test
  void anEmptyPartitionHasNoTimes() {
    Found found = broker.get(Found.class, new LookUp(partition, ReadCommand.MAX_TIMESTAMP));
    assertThat(found).isEqualTo(new Found(Problem.NONE, -1, -1, null));
    assertThat(broker.get(Found.class, new LookUp(7, 1)).problem())
        .isEqualTo(Problem.UNKNOWN_PARTITION);
  }
}
