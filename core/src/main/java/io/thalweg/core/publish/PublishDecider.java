package io.thalweg.core.publish;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.exchange.Router;
import io.thalweg.core.publish.Plan.Batch;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.topic.Appends;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides what is published: messages that go to the same queues, one after the other, become one
/// batch, which is encoded where it will lie and which those queues share. The way of a message
/// goes through here, and allocates nothing.
///
/// A command may need more than one journal entry; each is asked for by [#journalBytes], written by
/// [#decide], and followed by the next while it [#goesOn]. Dead letters of messages that queues did
/// not admit are such further entries.
public final class PublishDecider {
  private final Plan plan;
  private final Targets targets;

  /// Of the dead letter that is under way.
  private final Plan letters;

  private final Appends appends;
  private @Nullable Publish current;
  private boolean planned;

  /// What is answered when the dead letters are written; null: there is none.
  private @Nullable Published answer;

  private @Nullable Message letter;
  private int lettersDone;

  public PublishDecider(Router router, Targets targets, TopicView topics) {
    this.targets = targets;
    this.plan = new Plan(router, targets, topics);
    this.letters = new Plan(router, targets, topics);
    this.appends = new Appends(topics);
  }

  /// Routes the messages that are left, or as many as one entry takes, and returns the journal
  /// bytes that deciding these needs at most. The routes are kept for [#decide].
  public int journalBytes(Publish publish) {
    if (answer != null && isCurrent(publish)) {
      return planLetter(publish);
    }
    prepare(publish);
    return plan.bytes();
  }

  private int planLetter(Publish publish) {
    if (letter == null) {
      Message refused = publish.messages().get(plan.overflowMessage(lettersDone));
      letter = targets.refused(plan.overflowQueue(lettersDone), refused);
      if (letter == null) {
        return 0;
      }
      letters.begin(new Publish(publish.namespace(), List.of(letter)));
      letters.next();
    }
    return letters.bytes();
  }

  @SuppressWarnings("ReferenceEquality") // the same command is meant, not an equal one
  private boolean isCurrent(Publish publish) {
    return current == publish;
  }

  private void prepare(Publish publish) {
    if (!isCurrent(publish)) {
      current = publish;
      answer = null;
      planned = false;
      plan.begin(publish);
    }
    if (!planned) {
      planned = true;
      plan.next();
    }
  }

  /// Appends what [#journalBytes] told of, and replies if that was all.
  public void decide(Turn turn, PublishCommand command) {
    switch (command) {
      case Publish publish -> publish(turn, publish);
    }
  }

  private void publish(Turn turn, Publish publish) {
    if (answer == null || !isCurrent(publish)) {
      prepare(publish);
      if (plan.isFirst() && !targets.mayFollow(turn, publish.then())) {
        refuse(turn, Problem.UNKNOWN_DELIVERY);
        return;
      }
      planned = false;
      write(turn, plan, publish.messages());
      answer = plan.isDone() ? plan.answer() : null;
      lettersDone = 0;
      for (int i = 0; answer != null && i < publish.then().size(); i++) {
        turn.then(publish.then().get(i));
      }
    } else {
      Message dead = letter;
      letter = null;
      lettersDone++;
      if (dead != null) {
        write(turn, letters, List.of(dead));
      }
    }
    Published done = answer;
    if (done != null && lettersDone == plan.overflows()) {
      end(turn, done);
    }
  }

  private void end(Turn turn, Published done) {
    forget();
    if (plan.lasts()) {
      turn.reply(done);
    } else {
      turn.replyAtOnce(done);
    }
  }

  /// As [#decide] for a message that fits one entry, but returns the answer.
  public Published append(Turn turn, Publish publish) {
    prepare(publish);
    planned = false;
    write(turn, plan, publish.messages());
    Check.that(plan.isDone(), "expected a message that fits one entry");
    current = null;
    return plan.answer();
  }

  /// What [#journalBytes] told of is not decided.
  public void forget() {
    current = null;
    answer = null;
    letter = null;
  }

  /// Whether more is left of the command that was decided last.
  public boolean goesOn() {
    return current != null;
  }

  /// There is no room for what [#journalBytes] told of: it and all that is left is refused.
  public void refuse(Turn turn, Problem why) {
    Published done = answer;
    if (done == null) {
      boolean empty = current != null && current.messages().isEmpty();
      plan.refuse(why);
      done = empty ? new Published(why, List.of()) : plan.answer();
    }
    end(turn, done);
  }

  private void write(Turn turn, Plan planned, List<Message> messages) {
    for (int i = 0; i < planned.batches(); i++) {
      write(turn, planned, messages, i);
    }
  }

  private void write(Turn turn, Plan plan, List<Message> messages, int index) {
    Batch batch = plan.batch(index);
    int at = batch.from();
    long bytes = 0;
    BatchBuilder builder =
        batch.shared() > 0 ? appends.beginShared(turn) : appends.begin(turn, plan.partition(at++));
    for (int i = batch.firstMessage(); i <= batch.lastMessage(); i++) {
      if (plan.isIn(i, index)) {
        Message message = messages.get(i);
        add(builder, message, batch.isShown(), turn.nowMillis());
        ByteBuffer value = message.value();
        bytes += value == null ? 0 : value.remaining();
      }
    }
    appends.end();
    for (int i = 0; i < batch.shared(); i++) {
      appends.share(turn, plan.partition(at++));
    }
    while (at < batch.to()) {
      appends.copy(turn, plan.partition(at++));
    }
    for (int i = batch.from(); batch.weighed() > 0 && i < batch.to(); i++) {
      if (targets.weighs(plan.partition(i))) {
        targets.weigh(turn, plan.partition(i), bytes);
      }
    }
  }

  private void add(BatchBuilder builder, Message message, boolean shown, long now) {
    int marks =
        switch (message.part()) {
          case ONLY -> 0;
          case FIRST -> EventMarks.GOES_ON;
          case MIDDLE -> EventMarks.GOES_ON | EventMarks.WENT_BEFORE;
          case LAST -> EventMarks.WENT_BEFORE;
        };
    boolean expires = message.ttlMillis() >= 0 && (marks & EventMarks.WENT_BEFORE) == 0;
    marks |= expires ? EventMarks.EXPIRES : 0;
    EventHeaders headers = shown ? message.shownHeaders() : message.recordHeaders();
    boolean added = builder.add(now, marks, message.key(), message.value(), headers);
    Check.that(added, "expected room for a message");
  }
}
