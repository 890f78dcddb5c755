package io.thalweg.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.topic.TopicCommand.AddPartitions;
import io.thalweg.core.topic.TopicCommand.Change;
import io.thalweg.core.topic.TopicCommand.Changed;
import io.thalweg.core.topic.TopicCommand.Configure;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A topic gets more partitions, or other settings.
class TopicChangeTest {
  private static final TopicSettings OTHER =
      new TopicSettings(
          5,
          6,
          7,
          Cleanup.COMPACT_AND_DELETE,
          new Compaction(0.1, 10, 11, 12),
          new Timestamps(false, 8, 9),
          TopicSettings.CLEANUP);

  private TopicScenario broker = new TopicScenario();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  private Changed grow(TopicInfo topic, int partitions) {
    return broker.get(Changed.class, new AddPartitions(topic.id(), partitions, -1, false));
  }

  private Changed configure(TopicInfo topic, Change change) {
    return broker.get(Changed.class, new Configure(topic.id(), change, false));
  }

  private void writesNothing(Runnable refused) {
    int before = broker.journal.size();
    refused.run();
    assertThat(broker.journal).hasSize(before);
  }

  @Test
  void newPartitionsAreEmptyAndOldOnesStay() {
    TopicInfo topic = broker.create("t", 2, TopicScenario.FOREVER);
    broker.append(broker.state.partition(topic.partition(1)), 5);
    Changed grown = grow(topic, 4);
    assertThat(grown.problem()).isEqualTo(Problem.NONE);
    assertThat(grown.topic()).isEqualTo(topic.withPartitions(4));
    assertThat(broker.state.topic(topic.id())).isEqualTo(grown.topic());
    assertThat(broker.state.named("t")).isEqualTo(grown.topic());
    assertThat(broker.shown).containsExactly(topic, grown.topic());
    assertThat(broker.state.partitions()).isEqualTo(4);
    assertThat(broker.state.partition(topic.partition(1)).nextOffset()).isEqualTo(5);
    assertThat(broker.append(broker.state.partition(topic.partition(3)), 2)).isZero();
    assertThat(broker.replayed().partition(topic.partition(3)).nextOffset()).isEqualTo(2);
  }

  @Test
  void aTopicThatGrewIsDeletedWhole() {
    TopicInfo topic = broker.create("t", 1, TopicScenario.FOREVER);
    grow(topic, 3);
    broker.append(broker.state.partition(topic.partition(2)), 1);
    assertThat(broker.get(Reply.Done.class, new Delete(topic.id()))).isEqualTo(Reply.Done.OK);
    assertThat(broker.state.partitions()).isZero();
    assertThat(broker.replayed().partitions()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 2, 3, 10_001, 30_000, Integer.MAX_VALUE})
  void partitionsDoNotBecomeFewerNorTooMany(int partitions) {
    TopicInfo topic = broker.create("t", 3, TopicScenario.FOREVER);
    writesNothing(
        () ->
            assertThat(grow(topic, partitions))
                .isEqualTo(new Changed(Problem.INVALID_PARTITIONS, topic)));
  }

  @Test
  void partitionsOfAllTopicsAreLimited() {
    broker = new TopicScenario(new TopicLimits(9, 6, 5, 5_000));
    TopicInfo topic = broker.create("a", 2, TopicScenario.FOREVER);
    broker.create("b", 2, TopicScenario.FOREVER);
    writesNothing(
        () -> assertThat(grow(topic, 5)).isEqualTo(new Changed(Problem.LIMIT_REACHED, topic)));
    assertThat(grow(topic, 4).problem()).isEqualTo(Problem.NONE);
  }

  @Test
  void aTopicGrowsToItsLimitInOneEntry() {
    TopicInfo topic = broker.create("x".repeat(249), 1, TopicScenario.FOREVER);
    assertThat(grow(topic, 10_000).topic()).isEqualTo(topic.withPartitions(10_000));
  }

  @Test
  void whatIsAssignedIsWhatIsNew() {
    TopicInfo topic = broker.create("t", 2, TopicScenario.FOREVER);
    for (int assigned : new int[] {0, 1, 3}) {
      writesNothing(
          () ->
              assertThat(
                      broker.get(Changed.class, new AddPartitions(topic.id(), 4, assigned, false)))
                  .isEqualTo(new Changed(Problem.INVALID_ASSIGNMENT, topic)));
    }
    assertThat(broker.get(Changed.class, new AddPartitions(topic.id(), 4, 2, false)).problem())
        .isEqualTo(Problem.NONE);
  }

  @Test
  void validatingChangesNothing() {
    TopicInfo topic = broker.create("t", 2, TopicScenario.FOREVER);
    writesNothing(
        () -> {
          assertThat(broker.get(Changed.class, new AddPartitions(topic.id(), 4, -1, true)))
              .isEqualTo(new Changed(Problem.NONE, topic.withPartitions(4)));
          assertThat(broker.get(Changed.class, new AddPartitions(topic.id(), 1, -1, true)))
              .isEqualTo(new Changed(Problem.INVALID_PARTITIONS, topic));
          assertThat(broker.get(Changed.class, new Configure(topic.id(), _ -> OTHER, true)))
              .isEqualTo(new Changed(Problem.NONE, topic.withSettings(OTHER)));
        });
    assertThat(broker.state.topic(topic.id())).isEqualTo(topic);
  }

  @Test
  void whatIsUnknownCannotBeChanged() {
    TopicInfo topic = broker.create("t", 2, TopicScenario.FOREVER);
    broker.get(Reply.Done.class, new Delete(topic.id()));
    Changed unknown = new Changed(Problem.UNKNOWN_TOPIC, null);
    assertThat(grow(topic, 4)).isEqualTo(unknown);
    assertThat(configure(topic, _ -> OTHER)).isEqualTo(unknown);
  }

  @Test
  void settingsChangeWhole() {
    TopicInfo topic = broker.create("t", 2, TopicScenario.FOREVER);
    Changed changed = configure(topic, _ -> OTHER);
    assertThat(changed).isEqualTo(new Changed(Problem.NONE, topic.withSettings(OTHER)));
    assertThat(broker.state.topic(topic.id()).settings()).isEqualTo(OTHER);
    assertThat(broker.shown).containsExactly(topic, changed.topic());
    assertThat(broker.replayed().topic(topic.id()).settings()).isEqualTo(OTHER);
    assertThat(broker.state.partitions()).isEqualTo(2);
  }

  @Test
  void aChangeSeesTheOneBeforeIt() {
    TopicInfo topic = broker.create("t", 1, TopicScenario.FOREVER);
    configure(topic, _ -> OTHER);
    configure(
        topic,
        now -> {
          assertThat(now).isEqualTo(OTHER);
          return TopicScenario.FOREVER;
        });
    assertThat(broker.state.topic(topic.id())).isEqualTo(topic);
  }

  @Test
  void aChangeThatCannotBeOrChangesNothingWritesNothing() {
    TopicInfo topic = broker.create("t", 1, TopicScenario.FOREVER);
    writesNothing(
        () -> {
          assertThat(configure(topic, _ -> null))
              .isEqualTo(new Changed(Problem.INVALID_SETTING, topic));
          assertThat(configure(topic, now -> now)).isEqualTo(new Changed(Problem.NONE, topic));
        });
  }

  @Test
  void aTopicOfTheFirstKindHasWhatWasUsualThen() {
    ByteBuffer body = ByteBuffer.allocate(64).putLong(1).putLong(2).putInt(1).put((byte) 't');
    body.putInt(3).putLong(5).putLong(6).putInt(7).flip();
    TopicState state = new TopicState(new Tail(), broker);
    TopicStated.V1.apply(new RecordReader().at(body, 0, body.limit(), 0, 0).of(9, 1), state);
    assertThat(body.limit()).isEqualTo(45);
    assertThat(state.topic(9))
        .isEqualTo(new TopicInfo(9, new UUID(1, 2), "t", 3, new TopicSettings(5, 6, 7)));
  }

  @Test
  void aTopicOfTheSecondKindIsCompactedAsIsUsual() {
    ByteBuffer body = ByteBuffer.allocate(80).putLong(1).putLong(2).putInt(1).put((byte) 't');
    body.putInt(3).putLong(5).putLong(6).putInt(7);
    body.put((byte) 3).put((byte) 0).putLong(8).putLong(9).putInt(TopicSettings.CLEANUP).flip();
    TopicState state = new TopicState(new Tail(), broker);
    TopicStated.V2.apply(new RecordReader().at(body, 0, body.limit(), 0, 0).of(9, 1), state);
    assertThat(body.limit()).isEqualTo(67);
    TopicSettings usual =
        new TopicSettings(
            5,
            6,
            7,
            OTHER.cleanup(),
            Compaction.DEFAULT,
            new Timestamps(false, 8, 9),
            TopicSettings.CLEANUP);
    assertThat(state.topic(9)).isEqualTo(new TopicInfo(9, new UUID(1, 2), "t", 3, usual));
  }
}
