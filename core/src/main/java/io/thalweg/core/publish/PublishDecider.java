package io.thalweg.core.publish;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchBuilder;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides what is published: messages that go to the same queues, one after the other, become one
/// batch, which is encoded where it will lie and which those queues share. The way of a message
/// goes through here, and allocates nothing.
///
/// A command may need more than one journal entry; each is asked for by [#journalBytes], written by
/// [#decide], and followed by the next while it [#goesOn].
public final class PublishDecider {
  private final Plan plan;
  private final Appends appends;
  private @Nullable Publish current;
  private boolean planned;

  public PublishDecider(Router router, Targets targets, TopicView topics) {
    this.plan = new Plan(router, targets, topics);
    this.appends = new Appends(topics);
  }

  /// Routes the messages that are left, or as many as one entry takes, and returns the journal
  /// bytes that deciding these needs at most. The routes are kept for [#decide].
  public int journalBytes(Publish publish) {
    prepare(publish);
    return plan.bytes();
  }

  @SuppressWarnings("ReferenceEquality") // the same command is meant, not an equal one
  private void prepare(Publish publish) {
    if (current != publish) {
      current = publish;
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
    prepare(publish);
    planned = false;
    for (int i = 0; i < plan.batches(); i++) {
      write(turn, publish.messages(), i);
    }
    if (plan.isDone()) {
      current = null;
      turn.reply(plan.answer());
    }
  }

  /// As [#decide] for a message that fits one entry, but returns the answer.
  public Published append(Turn turn, Publish publish) {
    prepare(publish);
    planned = false;
    for (int i = 0; i < plan.batches(); i++) {
      write(turn, publish.messages(), i);
    }
    Check.that(plan.isDone(), "expected a message that fits one entry");
    current = null;
    return plan.answer();
  }

  /// What [#journalBytes] told of is not decided.
  public void forget() {
    current = null;
  }

  /// Whether more is left of the command that was decided last.
  public boolean goesOn() {
    return current != null;
  }

  /// There is no room for what [#journalBytes] told of: it and all that is left is refused.
  public void refuse(Turn turn, Problem why) {
    current = null;
    plan.refuse(why);
    turn.reply(plan.answer());
  }

  private void write(Turn turn, List<Message> messages, int index) {
    Batch batch = plan.batch(index);
    int at = batch.from();
    BatchBuilder builder =
        batch.shared() > 0 ? appends.beginShared(turn) : appends.begin(turn, plan.partition(at++));
    for (int i = batch.firstMessage(); i <= batch.lastMessage(); i++) {
      if (plan.isIn(i, index)) {
        add(builder, messages.get(i), turn.nowMillis());
      }
    }
    appends.end();
    for (int i = 0; i < batch.shared(); i++) {
      appends.share(turn, plan.partition(at++));
    }
    while (at < batch.to()) {
      appends.copy(turn, plan.partition(at++));
    }
  }

  private void add(BatchBuilder builder, Message message, long now) {
    int marks =
        switch (message.part()) {
          case ONLY -> 0;
          case FIRST -> EventMarks.GOES_ON;
          case MIDDLE -> EventMarks.GOES_ON | EventMarks.WENT_BEFORE;
          case LAST -> EventMarks.WENT_BEFORE;
        };
    boolean expires = message.ttlMillis() >= 0 && (marks & EventMarks.WENT_BEFORE) == 0;
    marks |= expires ? EventMarks.EXPIRES : 0;
    boolean added =
        builder.add(now, marks, message.key(), message.value(), message.recordHeaders());
    Check.that(added, "expected room for a message");
  }
}
