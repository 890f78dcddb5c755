package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.turn.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a whole shard answers to whoever publishes.
class ShardPublishTest {
  private final TestShard broker = new TestShard();

  private Published publish(Message... messages) {
    return broker.get(Published.class, new Publish(1, List.of(messages)));
  }

  @Test
  void whatGoesNowhereIsToldAndNotJournalled() {
    long before = broker.journal.appendedBytes();
    Published published =
        publish(Letter.to("amq.direct", "k", "a"), Letter.to("unknown", "k", "a"));
    assertThat(published.problem()).isEqualTo(Problem.UNROUTED);
    assertThat(published.problems()).containsExactly(Problem.UNROUTED, Problem.UNKNOWN_EXCHANGE);
    assertThat(broker.journal.appendedBytes()).isEqualTo(before);
  }

  @Test
  void aFullDiskIsToldOfEachMessage() {
    broker.shard.space(true);
    Published published = publish(Letter.to("", "k", "a"), Letter.to("", "k", "b"));
    assertThat(published)
        .isEqualTo(new Published(Problem.DISK_FULL, List.of(Problem.DISK_FULL, Problem.DISK_FULL)));
    broker.shard.space(false);
    assertThat(publish(Letter.to("", "k", "a")).problem()).isEqualTo(Problem.UNROUTED);
  }
}
