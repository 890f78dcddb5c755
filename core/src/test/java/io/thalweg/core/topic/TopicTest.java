package io.thalweg.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.topic.TopicCommand.Create;
import io.thalweg.core.topic.TopicCommand.Created;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Topics are created and deleted.
class TopicTest {
  private static final TopicSettings SETTINGS = new TopicSettings(1000, 2000, 3000);

  private TopicScenario broker = new TopicScenario();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  private Problem refusal(String name, int partitions) {
    int before = broker.journal.size();
    Created created = broker.tryCreate(name, partitions, SETTINGS);
    assertThat(broker.journal).as("a refusal writes nothing").hasSize(before);
    return created.problem();
  }

  private Problem delete(long topic) {
    return broker.get(Reply.Done.class, new Delete(topic)).problem();
  }

  @Test
  void aTopicIsCreatedWithEmptyPartitions() {
    TopicInfo topic = broker.create("orders", 3, SETTINGS);
    assertThat(topic.name()).isEqualTo("orders");
    assertThat(topic.settings()).isEqualTo(SETTINGS);
    assertThat(broker.state.named("orders")).isEqualTo(topic);
    assertThat(broker.state.topic(topic.id())).isEqualTo(topic);
    assertThat(broker.shown).containsExactly(topic);
    assertThat(broker.state.partitions()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      PartitionView partition = broker.state.partition(topic.partition(i));
      assertThat(partition.logStart()).isZero();
      assertThat(partition.nextOffset()).isZero();
      assertThat(partition.durableEnd()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a b",
        "a/b",
        "ä",
        "a\nb",
        "a\0",
        "../../etc",
        "a:b",
        "\ud83d\ude00"
      })
  void aForbiddenNameIsRefused(String name) {
    assertThat(refusal(name, 1)).isEqualTo(Problem.INVALID_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", "a", "A.b_c-9", "-"})
  void anyOtherNameIsTaken(String name) {
    assertThat(broker.create(name, 1, SETTINGS).name()).isEqualTo(name);
  }

  @Test
  void aNameHasAtMost249Characters() {
    assertThat(refusal("x".repeat(250), 1)).isEqualTo(Problem.INVALID_NAME);
    assertThat(broker.create("x".repeat(249), 1, SETTINGS).partitions()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 10_001, Integer.MAX_VALUE})
  void aNumberOfPartitionsOutOfRangeIsRefused(int partitions) {
    assertThat(refusal("t", partitions)).isEqualTo(Problem.INVALID_PARTITIONS);
  }

  @Test
  void anExistingTopicIsNamedInTheRefusal() {
    TopicInfo topic = broker.create("t", 1, SETTINGS);
    Created again = broker.tryCreate("t", 5, SETTINGS);
    assertThat(again).isEqualTo(new Created(Problem.TOPIC_EXISTS, topic));
  }

  @Test
  void validatingChangesNothing() {
    Created created = broker.get(Created.class, new Create("t", 2, SETTINGS, true));
    assertThat(created.problem()).isEqualTo(Problem.NONE);
    assertThat(created.topic().partitions()).isEqualTo(2);
    assertThat(broker.journal).isEmpty();
    assertThat(broker.state.named("t")).isNull();
    broker.create("t", 1, SETTINGS);
  }

  @Test
  void validatingRefusesWhatCreatingWould() {
    broker.create("t", 1, SETTINGS);
    assertThat(broker.get(Created.class, new Create("t", 1, SETTINGS, true)).problem())
        .isEqualTo(Problem.TOPIC_EXISTS);
    assertThat(broker.get(Created.class, new Create("?", 1, SETTINGS, true)).problem())
        .isEqualTo(Problem.INVALID_NAME);
  }

  @Test
  void topicsAndPartitionsAreLimitedAndDeletingMakesRoom() {
    broker = new TopicScenario(new TopicLimits(2, 5, 4, 5_000));
    TopicInfo first = broker.create("a", 2, SETTINGS);
    assertThat(refusal("b", 4)).isEqualTo(Problem.LIMIT_REACHED);
    broker.create("b", 3, SETTINGS);
    assertThat(delete(first.id())).isEqualTo(Problem.NONE);
    broker.create("c", 1, SETTINGS);
    assertThat(refusal("d", 1)).isEqualTo(Problem.LIMIT_REACHED);
  }

  @Test
  void aDeletedTopicIsGoneWithItsPartitionsAndSegments() {
    TopicInfo topic = broker.create("t", 2, SETTINGS);
    PartitionView partition = broker.state.partition(topic.partition(1));
    broker.append(partition, 3);
    broker.append(partition, 4);
    assertThat(broker.flushed(partition, 0, 3, 100, broker.now)).isEqualTo(Problem.NONE);
    assertThat(delete(topic.id())).isEqualTo(Problem.NONE);
    assertThat(broker.hidden).containsExactly(topic);
    assertThat(broker.removed).hasSize(1);
    assertThat(broker.state.topics()).isZero();
    assertThat(broker.state.partitions()).isZero();
    assertThat(broker.state.segments()).isZero();
    assertThat(broker.state.partition(topic.partition(1))).isNull();
    assertThat(broker.oldestNeeded())
        .as("only the counter of ids holds the journal")
        .isEqualTo(broker.state.oldestStatement());
  }

  @Test
  void whatIsUnknownCannotBeDeleted() {
    TopicInfo topic = broker.create("t", 1, SETTINGS);
    assertThat(delete(topic.id() + 1)).isEqualTo(Problem.UNKNOWN_TOPIC);
    assertThat(delete(topic.id())).isEqualTo(Problem.NONE);
    assertThat(delete(topic.id())).isEqualTo(Problem.UNKNOWN_TOPIC);
  }

  @Test
  void aRecreatedTopicHasNewIdsAndNoEvents() {
    TopicInfo old = broker.create("t", 1, SETTINGS);
    broker.append(broker.state.partition(old.partition(0)), 9);
    delete(old.id());
    TopicInfo recreated = broker.create("t", 1, SETTINGS);
    assertThat(recreated.id()).isGreaterThan(old.id());
    assertThat(recreated.uuid()).isNotEqualTo(old.uuid());
    assertThat(broker.state.partition(recreated.partition(0)).nextOffset()).isZero();
    assertThat(broker.state.partition(old.partition(0))).isNull();
  }

  @Test
  void idsAreNeverReusedAcrossARestart() {
    TopicInfo old = broker.create("t", 1, SETTINGS);
    delete(old.id());
    broker.restateAll();
    assertThat(broker.replayed().nextId()).isGreaterThan(old.id());
  }
}
