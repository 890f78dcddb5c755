package io.thalweg.core.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.topic.TopicCommand.Create;
import io.thalweg.core.topic.TopicCommand.CreateOwned;
import io.thalweg.core.topic.TopicCommand.DeleteOwned;
import io.thalweg.core.topic.TopicCommand.GrowOwned;
import io.thalweg.core.topic.TopicCommand.Release;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Topics that belong to queues: they hold events as others do, and nobody sees them.
class OwnedTopicTest {
  private static final long QUEUE = 55;
  private static final long DAY = 86_400_000;

  private TopicScenario broker = new TopicScenario();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  private TopicInfo create(int partitions) {
    long id = IdsAdvanced.take(broker, broker.state);
    broker.ask(new CreateOwned(id, QUEUE, partitions));
    return broker.state.topic(id);
  }

  @Test
  void itHasNoNameAndIsNotShown() {
    TopicInfo topic = create(2);
    assertThat(topic.owner()).isEqualTo(QUEUE);
    assertThat(topic.isOwned()).isTrue();
    assertThat(topic.title()).isEqualTo("(queue 55)");
    assertThat(topic.partitions()).isEqualTo(2);
    assertThat(broker.state.named(topic.name())).isNull();
    assertThat(broker.shown).isEmpty();
    assertThat(broker.state.topics()).isEqualTo(1);
    assertThat(broker.state.partitions()).isEqualTo(2);
  }

  @Test
  void aDirectoryShowsNothingOfIt() {
    TopicInfo topic = create(2);
    TopicDirectory directory = new TopicDirectory();
    directory.show(topic);
    assertThat(directory.all()).isEmpty();
    assertThat(directory.named("")).isNull();
    assertThat(directory.identified(topic.uuid())).isNull();
    directory.hide(topic);
    assertThat(directory.all()).isEmpty();
  }

  @Test
  void oneWithANameIsSeenButNotChangedByOthers() {
    long id = IdsAdvanced.take(broker, broker.state);
    broker.ask(new CreateOwned(id, QUEUE, 1, 1_000, -1, "seen"));
    TopicInfo topic = broker.state.named("seen");
    assertThat(topic.isOwned()).isTrue();
    assertThat(topic.settings().retentionMillis()).isEqualTo(1_000);
    assertThat(broker.shown).containsExactly(topic);
    assertThat(broker.tryCreate("seen", 1, TopicScenario.FOREVER).problem())
        .isEqualTo(Problem.TOPIC_EXISTS);
    assertThat(broker.get(Reply.class, new TopicCommand.Delete(id)).problem())
        .isEqualTo(Problem.RESERVED);
    assertThat(broker.get(Reply.class, new TopicCommand.Configure(id, now -> now, false)).problem())
        .isEqualTo(Problem.RESERVED);
    assertThat(broker.get(Reply.class, new TopicCommand.AddPartitions(id, 2, -1, false)).problem())
        .isEqualTo(Problem.RESERVED);
    assertThat(broker.get(Reply.class, new TopicCommand.Trim(topic.partition(0), 0)).problem())
        .isEqualTo(Problem.RESERVED);
    broker.ask(new DeleteOwned(id));
    assertThat(broker.state.named("seen")).isNull();
  }

  @Test
  void itCountsAgainstTheLimits() {
    broker = new TopicScenario(new TopicLimits(1, 10, 5, 5_000));
    create(1);
    assertThat(broker.tryCreate("t", 1, TopicScenario.FOREVER).problem())
        .isEqualTo(Problem.LIMIT_REACHED);
  }

  @Test
  void manyHaveNoNameAndGoOneByOne() {
    TopicInfo one = create(1);
    TopicInfo two = create(1);
    broker.append(broker.state.partition(two.partition(0)), 3);
    broker.ask(new DeleteOwned(one.id()));
    assertThat(broker.state.topic(one.id())).isNull();
    assertThat(broker.state.partition(one.partition(0))).isNull();
    assertThat(broker.state.topic(two.id())).isEqualTo(two);
    assertThat(broker.state.partition(two.partition(0)).nextOffset()).isEqualTo(3);
    assertThat(broker.hidden).as("whoever waits for its events is told").containsExactly(one);
  }

  @Test
  void morePartitionsAreEmpty() {
    TopicInfo topic = create(1);
    broker.append(broker.state.partition(topic.partition(0)), 3);
    broker.ask(new GrowOwned(topic.id(), 4));
    TopicInfo grown = broker.state.topic(topic.id());
    assertThat(grown).isEqualTo(topic.withPartitions(4));
    assertThat(broker.state.partition(topic.partition(0)).nextOffset()).isEqualTo(3);
    assertThat(broker.state.partition(topic.partition(3)).nextOffset()).isZero();
    assertThat(broker.shown).isEmpty();
  }

  @Test
  void eventsStayUntilTheyAreReleased() {
    PartitionView partition = broker.state.partition(create(1).partition(0));
    for (int i = 0; i < 4; i++) {
      broker.append(partition, 2);
    }
    assertThat(broker.flushed(partition, 0, 4, 200, broker.now)).isEqualTo(Problem.NONE);
    broker.pass(DAY);
    assertThat(partition.logStart()).isZero();
    broker.ask(new Release(partition.id(), 3));
    assertThat(partition.logStart()).isEqualTo(3);
    assertThat(broker.removed).isEmpty();
    broker.ask(new Release(partition.id(), 5));
    assertThat(partition.logStart()).isEqualTo(5);
    assertThat(broker.removed).hasSize(1);
    broker.ask(new Release(partition.id(), 8));
    assertThat(partition.bytes()).isZero();
    assertThat(broker.append(partition, 1)).isEqualTo(8);
  }

  @Test
  void aReleaseBeforeTheStartWritesNothing() {
    PartitionView partition = broker.state.partition(create(1).partition(0));
    broker.append(partition, 4);
    broker.ask(new Release(partition.id(), 2));
    int before = broker.journal.size();
    broker.ask(new Release(partition.id(), 1));
    broker.ask(new Release(partition.id(), 2));
    assertThat(broker.journal).hasSize(before);
  }

  @Test
  void eventsThatAreNotDurableYetCanBeReleased() {
    PartitionView partition = broker.state.partition(create(1).partition(0));
    broker.held = true;
    broker.append(partition, 4);
    broker.ask(new Release(partition.id(), 4));
    assertThat(partition.logStart()).isEqualTo(4);
    assertThat(partition.durableEnd()).isZero();
    broker.state.durable(partition.id(), 4);
    broker.state.durableStart(partition.id(), 4);
  }

  @Test
  void whatNoQueueMayAskStopsTheBroker() {
    TopicInfo other = broker.create("t", 1, TopicScenario.FOREVER);
    TopicInfo topic = create(1);
    assertThatThrownBy(() -> broker.ask(new CreateOwned(topic.id(), QUEUE, 1)))
        .hasMessageContaining("expected a new id and an owner");
    assertThatThrownBy(() -> broker.ask(new CreateOwned(broker.state.nextId(), QUEUE, 1)))
        .hasMessageContaining("expected a new id and an owner");
    assertThatThrownBy(() -> broker.ask(new DeleteOwned(other.id())))
        .hasMessageContaining("to be a queue's own");
    assertThatThrownBy(() -> broker.ask(new GrowOwned(topic.id(), 0)))
        .hasMessageContaining("partitions of a queue's topic");
    assertThatThrownBy(() -> broker.ask(new Release(topic.partition(0), 1)))
        .hasMessageContaining("offset to release");
  }

  @Test
  void aTopicWithANameIsNobodysOwn() {
    TopicInfo topic =
        broker
            .get(TopicCommand.Created.class, new Create("t", 1, TopicScenario.FOREVER, false))
            .topic();
    assertThat(topic.owner()).isZero();
    assertThat(topic.title()).isEqualTo("t");
    assertThat(broker.shown).containsExactly(topic);
  }
}
