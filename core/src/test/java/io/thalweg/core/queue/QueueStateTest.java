package io.thalweg.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Ids;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A queue's place is the same, whichever of the records that led to it are still there.
class QueueStateTest {
  private static final Queue QUEUE =
      new Queue(1, new QueueName(0, QueueName.Kind.AMQP, "q"), 2, QueueSettings.DEFAULT);
  private static final long CURSOR = Ids.partition(QUEUE.id(), 0);
  private static final Note FAILED = new Note(1, 0, null);

  private final QueueState state = new QueueState();

  private CursorView cursor() {
    return Objects.requireNonNull(state.cursor(QUEUE.id(), 0));
  }

  /// Where retention has taken an event that somebody had, nothing was noted about it.
  @Test
  void aNoteBelowTheFloorIsForgottenThoughTheFloorIsOnlyKnownAtTheEnd() {
    state.state(1, QUEUE);
    state.stateCursor(2, CURSOR, 0);
    state.finish(3, CURSOR, 0, 1); // 1 and 2 were done before, and are stated only now
    Page page = new Page(CURSOR, 0);
    page.done.add(0, 3);
    page.done.add(5, 6);
    state.statePage(4, page);
    state.note(5, CURSOR, 2, FAILED);
    state.note(6, CURSOR, 4, FAILED);
    state.replayed();
    assertThat(cursor().floor()).isEqualTo(3);
    assertThat(cursor().doneBehind()).isEqualTo(1);
    assertThat(cursor().note(2)).isNull();
    assertThat(cursor().note(4)).isEqualTo(FAILED);
    assertThat(cursor().notes()).isEqualTo(1);
  }
}
