package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.publish.Letter;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.queue.QueueCommand.AwaitReplies;
import io.thalweg.core.queue.QueueCommand.Cancel;
import io.thalweg.core.queue.QueueCommand.Close;
import io.thalweg.core.queue.QueueCommand.FindReplies;
import io.thalweg.core.queue.QueueCommand.SendReply;
import io.thalweg.core.queue.QueueCommand.Sent;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import org.junit.jupiter.api.Test;

/// Replies that are stored nowhere.
class DirectReplyTest {
  private final TestShard broker = new TestShard();
  private final Worker worker = new Worker(broker);

  private long await(Worker who, int session, String name) {
    long request = broker.ask(new AwaitReplies(name, session), who);
    broker.endTurn();
    return request;
  }

  private Problem send(String name, Letter letter) {
    long request = broker.ask(new SendReply(name, letter));
    broker.endTurn();
    return broker.reply(Reply.class, request).problem();
  }

  private Problem send(String name, String text) {
    return send(name, Letter.to("", name, text));
  }

  @Test
  void aReplyArrivesInTheSameTurnAndIsNotWritten() {
    assertThat(worker.replies.get(await(worker, 1, "r"))).isEqualTo(Reply.Done.OK);
    long before = broker.journal.nextPosition();
    assertThat(send("r", "hello")).isEqualTo(Problem.NONE);
    assertThat(worker.taken()).containsExactly("hello");
    assertThat(broker.journal.nextPosition()).isEqualTo(before);
    assertThat(broker.get(Reply.Done.class, new FindReplies("r"))).isEqualTo(Reply.Done.OK);
  }

  @Test
  void partsAreOneReply() {
    await(worker, 1, "r");
    Letter first = Letter.to("", "r", "he").as(Part.FIRST);
    assertThat(send("r", first)).isEqualTo(Problem.NONE);
    assertThat(send("r", Letter.to("", "r", "ll").as(Part.MIDDLE))).isEqualTo(Problem.NONE);
    assertThat(worker.taken()).isEmpty();
    assertThat(send("r", Letter.to("", "r", "o").as(Part.LAST))).isEqualTo(Problem.NONE);
    assertThat(worker.taken()).containsExactly("hello");
    assertThat(send("x", first)).isEqualTo(Problem.UNROUTED);
    assertThat(send("x", Letter.to("", "x", "o").as(Part.LAST))).isEqualTo(Problem.UNROUTED);
  }

  @Test
  void whoIsGoneGetsNone() {
    assertThat(send("r", "early")).isEqualTo(Problem.UNROUTED);
    long request = await(worker, 1, "r");
    worker.ask(new Cancel(request));
    assertThat(send("r", "late")).isEqualTo(Problem.UNROUTED);
    await(worker, 1, "s");
    worker.ask(new Close(1));
    assertThat(send("s", "late")).isEqualTo(Problem.UNROUTED);
    await(worker, 2, "t");
    worker.leave();
    assertThat(send("t", "late")).isEqualTo(Problem.UNROUTED);
    assertThat(worker.taken()).isEmpty();
    assertThat(broker.get(Reply.Done.class, new FindReplies("t")).problem())
        .isEqualTo(Problem.UNKNOWN_QUEUE);
  }

  @Test
  void aSessionWaitsUnderOneName() {
    await(worker, 1, "r");
    assertThat(worker.replies.get(await(worker, 1, "s")).problem()).isEqualTo(Problem.IN_USE);
    assertThat(worker.replies.get(await(worker, 2, "r")).problem()).isEqualTo(Problem.IN_USE);
    assertThat(worker.replies.get(await(worker, 2, "s"))).isEqualTo(Reply.Done.OK);
  }

  @Test
  void whoDoesNotReadGetsNoMoreThanSoMuch() {
    await(worker, 1, "r");
    Letter large = Letter.to("", "r", "").sized(900 << 10);
    int taken = 0;
    while (send("r", large) == Problem.NONE) {
      taken++;
      assertThat(taken).isLessThan(10);
    }
    assertThat(taken).isEqualTo(5);
    worker.ask(new Sent(4 << 20));
    assertThat(send("r", "again")).isEqualTo(Problem.NONE);
  }
}
