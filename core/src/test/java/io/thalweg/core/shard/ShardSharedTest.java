package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.Batches;
import io.thalweg.core.journal.MemoryJournal.Stored;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.shard.EntryContents.Range;
import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Batches that partitions share, in a whole shard: flushed, read back, looked at when damaged.
class ShardSharedTest {
  private static final int EVENTS = 3;
  private static final String RIGHT = "expected a batch whose checksum is right";

  private final TestShard broker = new TestShard();
  private final TopicInfo topic = broker.create("t", 3, TestShard.FOREVER);
  private final long one = topic.partition(0);
  private final long two = topic.partition(1);

  private TopicState topics() {
    return (TopicState) broker.shard.states().getFirst();
  }

  private void share(int times) {
    for (int i = 0; i < times; i++) {
      SharedEntry.write(broker, broker.now + i, EVENTS, one, two);
      broker.restart();
    }
  }

  private void checkEvents(long partition, int from, int to) {
    long next = from;
    for (ByteBuffer batch : broker.read(partition, from)) {
      assertThat(BatchHeader.baseOffset(batch, 0)).isEqualTo(next);
      assertThat(BatchHeader.crcHolds(batch, 0, batch.limit())).isTrue();
      next = BatchHeader.nextOffset(batch, 0);
    }
    assertThat(next).isEqualTo(to);
  }

  @Test
  void theyAreReadFromTheJournalWithTheirOwnOffsets() {
    broker.append(two, Batches.at(1, 4));
    share(3);
    checkEvents(one, 0, 9);
    checkEvents(two, 0, 13);
    assertThat(topics().partition(two).tailIsShared(1)).isTrue();
    assertThat(broker.shard.status(1, broker.now).liveBatches()).isEqualTo(7);
  }

  @Test
  void theyAreFlushedWithTheirOwnOffsets() {
    broker.append(two, Batches.at(1, 4));
    share(3);
    broker.journal.capacity = broker.journal.usedBytes();
    broker.settle();
    assertThat(broker.store.written).isNotEmpty();
    assertThat(topics().partition(one).newestSegment().endOffset()).isGreaterThan(EVENTS);
    checkEvents(one, 0, 9);
    checkEvents(two, 0, 13);
    broker.restart();
    checkEvents(one, 0, 9);
    checkEvents(two, 0, 13);
  }

  @Test
  void oneIsGoneForWhomItIsTrimmed() {
    share(2);
    broker.ask(new Trim(one, 4));
    broker.settle();
    assertThat(BatchHeader.baseOffset(broker.read(one, 4).getFirst(), 0)).isEqualTo(3);
    checkEvents(two, 0, 6);
    broker.restart();
    checkEvents(two, 0, 6);
    assertThat(topics().partition(one).logStart()).isEqualTo(4);
  }

  @Test
  void theyAreFoundByTime() {
    broker.append(two, Batches.at(1, 4));
    share(2);
    long request = broker.ask(new LookUp(two, broker.now + 1));
    broker.settle();
    Found found = broker.reply(Found.class, request);
    assertThat(BatchHeader.baseOffset(found.batches().view(), 0)).isEqualTo(7);
  }

  @Test
  void whatRestsOnThemIsToldByItself() {
    share(1);
    Stored entry = broker.journal.entries().stream().filter(this::isShared).findFirst().get();
    EntryContents contents = EntryContents.of(ByteBuffer.wrap(entry.payload()));
    assertThat(contents.ranges())
        .containsExactly(new Range(one, 0, EVENTS), new Range(two, 0, EVENTS));
  }

  private boolean isShared(Stored stored) {
    return stored.payload() != null && ByteBuffer.wrap(stored.payload()).getShort(12) == 13;
  }

  @Test
  void aDamagedBodyIsDamageOfAllThatShareIt() throws IOException {
    share(2);
    Inspection sound = inspected();
    assertThat(sound.faults()).isEmpty();
    assertThat(sound.journalEvents()).isEqualTo(12);
    Stored entry = broker.journal.entries().stream().filter(this::isShared).findFirst().get();
    entry.payload()[8 + 14 + BatchHeader.BYTES + 2] ^= 4;
    assertThat(inspected().faults())
        .extracting("partition", "from", "to", "what")
        .containsExactly(tuple(one, 0L, 3L, RIGHT), tuple(two, 0L, 3L, RIGHT));
  }

  private Inspection inspected() throws IOException {
    Inspection inspection = new Inspection();
    inspection.replay(broker.journal.reader());
    inspection.ended();
    return inspection;
  }

  @Test
  void aReferenceToOtherBytesIsDamage() throws IOException {
    share(1);
    Stored entry = broker.journal.entries().stream().filter(this::isShared).findFirst().get();
    ByteBuffer payload = ByteBuffer.wrap(entry.payload());
    int target = 8 + 14 + payload.getInt(8);
    payload.putInt(target + 14 + 8, 23);
    List<Inspection.Fault> faults = inspected().faults();
    assertThat(faults).extracting("partition", "what").contains(tuple(one, RIGHT));
    assertThat(faults).extracting("partition").doesNotContain(two);
  }
}
