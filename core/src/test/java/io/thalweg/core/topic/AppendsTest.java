package io.thalweg.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Scenario.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Batches that are encoded in place, for one partition or for several.
class AppendsTest {
  private final TopicScenario broker = new TopicScenario();
  private final Appends appends = new Appends(broker.state);
  private final PartitionView one = broker.partition();
  private final PartitionView two = broker.partition();
  private final PartitionView three = broker.partition();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  private static void add(BatchBuilder builder, String... values) {
    for (String value : values) {
      ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
      assertThat(builder.add(1_000 + value.length(), null, bytes)).isTrue();
    }
  }

  private static List<String> events(ByteBuffer batch) {
    assertThat(BatchHeader.crcHolds(batch, 0, batch.limit())).isTrue();
    List<String> all = new ArrayList<>();
    EventCursor cursor = new EventCursor().over(batch, 0);
    while (cursor.next()) {
      byte[] value = new byte[cursor.valueLength()];
      batch.get(cursor.valueAt(), value);
      all.add(cursor.offset() + new String(value, StandardCharsets.UTF_8));
    }
    assertThat(cursor.malformed()).isFalse();
    return all;
  }

  private ByteBuffer newest(int back) {
    Entry<TopicState> entry = broker.journal.get(broker.journal.size() - 1 - back);
    return entry.body();
  }

  @Test
  void aBatchOfOnePartition() {
    broker.append(one, 5);
    add(appends.begin(broker, one.id()), "a", "bc");
    appends.end();
    assertThat(one.nextOffset()).isEqualTo(7);
    assertThat(one.tailIsShared(one.tailNext() - 1)).isFalse();
    assertThat(one.tailMaxTimestamp(one.tailNext() - 1)).isEqualTo(1_002);
    assertThat(events(newest(0))).containsExactly("5a", "6bc");
  }

  @Test
  void aBatchOfManyLiesInTheJournalOnce() {
    broker.append(two, 5);
    int before = broker.journal.size();
    add(appends.beginShared(broker), "a", "bc");
    appends.end();
    appends.share(broker, one.id());
    appends.share(broker, two.id());
    assertThat(broker.journal).hasSize(before + 3);
    assertThat(events(newest(2))).containsExactly("0a", "1bc");
    assertThat(newest(1).limit()).isEqualTo(AppendedShared.BYTES);
    assertThat(one.nextOffset()).isEqualTo(2);
    assertThat(two.nextOffset()).isEqualTo(7);
    long entry = two.tailNext() - 1;
    assertThat(two.tailIsShared(entry - 1)).isFalse();
    assertThat(two.tailIsShared(entry)).isTrue();
    assertThat(two.tailBase(entry)).isEqualTo(5);
    assertThat(two.tailLength(entry)).isEqualTo(newest(2).limit());
    assertThat(two.tailOffset(entry)).isEqualTo(one.tailOffset(one.tailNext() - 1));
    assertThat(two.tailMaxTimestamp(entry)).isEqualTo(1_002);
    assertThat(one.bytes()).isEqualTo(newest(2).limit());
  }

  @Test
  void aPartitionThatSharesNothingGetsACopy() {
    broker.append(three, 2);
    add(appends.beginShared(broker), "a", "bc");
    appends.end();
    appends.share(broker, one.id());
    appends.share(broker, two.id());
    appends.copy(broker, three.id());
    assertThat(events(newest(0))).containsExactly("2a", "3bc");
    assertThat(three.nextOffset()).isEqualTo(4);
    assertThat(three.tailIsShared(three.tailNext() - 1)).isFalse();
    add(appends.begin(broker, one.id()), "d");
    appends.end();
    appends.copy(broker, two.id());
    assertThat(events(newest(1))).containsExactly("2d");
    assertThat(events(newest(0))).containsExactly("2d");
    assertThat(one.tailIsShared(one.tailNext() - 1)).isFalse();
  }

  @Test
  void sharedBatchesGoWithTheirPartitionOnly() {
    add(appends.beginShared(broker), "a", "bc");
    appends.end();
    appends.share(broker, one.id());
    appends.share(broker, two.id());
    broker.restateAll();
    long needed = broker.oldestNeeded();
    assertThat(broker.trim(one, 2)).isEqualTo(Problem.NONE);
    broker.restateAll();
    assertThat(broker.oldestNeeded()).as("the other one needs it still").isEqualTo(needed);
    assertThat(broker.flushed(two, 0, 2, 100, broker.now)).isEqualTo(Problem.NONE);
    broker.restateAll();
    assertThat(broker.oldestNeeded()).isGreaterThan(needed);
  }
}
