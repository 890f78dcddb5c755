package io.thalweg.core.publish;

import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What publishing asks of queues.
public interface Targets {
  /// Aggregate id of the partition that an event of that priority goes to. It exists.
  long partition(long queue, int priority);

  /// Whether the queue takes so many more events than have been appended, with so many bytes of
  /// values in all: [Problem#NONE], or [Problem#LIMIT_REACHED]. Of a value in parts only the first
  /// is asked for.
  Problem admits(long queue, int events, long bytes);

  /// Whether what goes to the queue outlives a restart.
  boolean lasts(long queue);

  /// Whether bytes of values are counted that go to the partition.
  boolean weighs(long partition);

  /// Values of `bytes` in all have been appended to the partition, which counts them: with at most
  /// [#WEIGHED_BYTES] of journal.
  void weigh(Turn turn, long partition, long bytes);

  /// Journal bytes of [#weigh].
  int WEIGHED_BYTES = 64;

  /// Whether what the queue does not admit becomes a dead letter.
  boolean buriesRefused(long queue);

  /// The dead letter that a message becomes which the queue did not admit; null: none. Good until
  /// the next one.
  @Nullable Message refused(long queue, Message message);

  /// Whether all that is to be decided with messages, for the turn's client, would have effect.
  boolean mayFollow(Turn turn, List<? extends Command> then);

  /// An event with a time to live of its own comes to the queue.
  void expires(long queue);
}
