package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Ids;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.exchange.QueueNames;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishDecider;
import io.thalweg.core.publish.Targets;
import io.thalweg.core.queue.CursorStated;
import io.thalweg.core.queue.CursorView;
import io.thalweg.core.queue.Note;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Delete;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.queue.QueueLimits;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.queue.QueueStatus;
import io.thalweg.core.queue.QueueView;
import io.thalweg.core.queue.Weighed;
import io.thalweg.core.queue.letter.DeadLetter;
import io.thalweg.core.queue.letter.MessageHeaders;
import io.thalweg.core.queue.manage.ManageCommand;
import io.thalweg.core.queue.manage.ManageCommand.Report;
import io.thalweg.core.queue.manage.ManageCommand.Reported;
import io.thalweg.core.queue.manage.ReportDecider;
import io.thalweg.core.queue.source.OlderEvents;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Decides everything about queues; each part has its own decider.
public final class QueueDecider implements Targets, QueueNames {
  private final QueueView view;
  private final TopicView topics;
  private final LiveQueues all;
  private final Existing existing;
  private final Upkeep upkeep;
  private final Dispatcher dispatcher;
  private final DeclareDecider declares;
  private final ContentsDecider contents;
  private final Lifetimes lifetimes;
  private final ConsumeDecider consumers;
  private final SettleDecider settles;
  private final MessageHeaders headers;
  private final DeadLetter refused;
  private final ReportDecider reports;
  private final AdminDecider admin;
  private @Nullable DeadLetters deadLetters;

  /// What a queue feature needs of the others.
  ///
  /// @param ids gives a fresh durable id
  /// @param namespaces whether there is a namespace of that id
  /// @param reads reads older events
  /// @param codecs opens compressed batches
  /// @param headers what protocols know of messages
  public record Surroundings(
      TopicView topics,
      ToLongFunction<Turn> ids,
      LongPredicate namespaces,
      OlderEvents reads,
      Codecs codecs,
      MessageHeaders headers) {}

  public QueueDecider(QueueView view, QueueLimits limits, Surroundings around) {
    this.view = view;
    this.topics = around.topics();
    this.all = new LiveQueues(view, limits, around);
    this.headers = around.headers();
    this.refused = new DeadLetter(headers);
    this.existing = new Existing(all);
    this.upkeep = new Upkeep(all);
    this.dispatcher = new Dispatcher(all, upkeep);
    Numbers numbers = new Numbers(all);
    Removal removal = new Removal(all, numbers);
    this.consumers = removal.consumers();
    this.lifetimes = new Lifetimes(all, removal, around.namespaces());
    this.declares = new DeclareDecider(all, removal, lifetimes, around.ids());
    this.contents = new ContentsDecider(all, removal, upkeep);
    this.settles = new SettleDecider(all);
    this.reports = new ReportDecider(view, topics, numbers);
    this.admin = new AdminDecider(all, upkeep, this);
  }

  /// Replay has ended.
  public void opened() {
    all.opened();
  }

  /// Decides one command.
  public void decide(Turn turn, QueueCommand command) {
    switch (command) {
      case Declare declare -> declares.declare(turn, declare);
      case QueueCommand.Find find -> declares.find(turn, find.name());
      case Delete delete -> contents.delete(turn, delete);
      case QueueCommand.Purge purge -> contents.purge(turn, purge.name());
      case QueueCommand.PurgeOn on -> contents.purge(turn, on);
      case QueueCommand.Seek seek -> contents.seek(turn, seek);
      case QueueCommand.Consume consume -> consumers.consume(turn, consume);
      case QueueCommand.Cancel cancel -> consumers.cancel(turn, cancel.consumer());
      case QueueCommand.AwaitReplies await ->
          consumers
              .replies()
              .await(turn, await, all.client(turn.client()).session(await.session()));
      case QueueCommand.FindReplies find -> turn.reply(new Reply.Done(replyProblem(find.name())));
      case QueueCommand.SendReply reply -> consumers.replies().send(turn, reply);
      case QueueCommand.Get get -> consumers.get(turn, get);
      case QueueCommand.Limit limit -> consumers.limit(turn, limit);
      case QueueCommand.Settle settle -> settles.settle(turn, settle);
      case QueueCommand.Extend extend -> settles.extend(turn, extend);
      case QueueCommand.Recover recover -> settles.recover(turn, recover.session());
      case QueueCommand.Close close -> consumers.close(turn, close.session());
      case QueueCommand.Sent sent -> consumers.sent(turn, sent.bytes());
      case QueueCommand.UnsettledDue due -> settles.due(turn, due);
      case QueueCommand.Gone gone -> consumers.gone(turn, gone.client());
      case QueueCommand.WakeDue due -> lifetimes.wake(turn, due.queue());
      case QueueCommand.Opened opened -> lifetimes.opened(turn, opened.from());
      case QueueCommand.NamespaceRemoved removed -> lifetimes.namespaceRemoved(turn, removed);
    }
  }

  private Problem replyProblem(String name) {
    return consumers.replies().has(name) ? Problem.NONE : Problem.UNKNOWN_QUEUE;
  }

  /// Decides what an administrator asks.
  public void decide(Turn turn, ManageCommand command) {
    switch (command) {
      case Report report ->
          turn.reply(reports.from(report.namespace(), report.from(), turn.nowMillis()));
      case ManageCommand.Describe describe ->
          turn.reply(reports.describe(describe, turn.nowMillis()));
      case ManageCommand.Examine examine -> turn.reply(reports.examine(examine));
      case ManageCommand.Pause pause -> admin.pause(turn, pause);
      case ManageCommand.Move move -> admin.move(turn, move);
      case ManageCommand.Remove remove -> admin.remove(turn, remove);
      case ManageCommand.Redrive redrive -> admin.redrive(turn, redrive);
    }
  }

  /// As [Report].
  public Reported report(long namespace, long from) {
    return reports.from(namespace, from, all.nowMillis());
  }

  /// All queues in numbers.
  public QueueStatus status() {
    return all.status(deadLetters == null ? 0 : deadLetters.buried());
  }

  /// `partition` has so many more events that are durable.
  public void advanced(long partition, long events, long nowMillis) {
    dispatcher.advanced(partition, events, nowMillis);
  }

  /// Delivers, at the end of a turn; `room` makes room for so many journal bytes. Whether more is
  /// to be done.
  ///
  /// @param durable position up to which all is durable
  public boolean deliver(Turn turn, long durable, IntPredicate room) {
    all.now(turn.nowMillis());
    consumers.replies().deliver();
    for (Feed feed : all.takeSyncing()) {
      if (!feed.isStopped()) {
        feed.durable(turn, durable);
      }
    }
    return dispatcher.step(turn, room);
  }

  /// `client` is gone: nothing is delivered to it any more, and what it had is given back soon.
  public void clientGone(Turn turn, Client client) {
    QueueClient known = all.known(client);
    if (known != null) {
      known.leave();
      turn.timers().schedule(turn.nowMillis(), new QueueCommand.Gone(client));
    }
  }

  /// Dead letters are published by `publishes`, which publishes to queues.
  public void deadLettersBy(PublishDecider publishes) {
    DeadLetters letters = new DeadLetters(publishes, headers);
    deadLetters = letters;
    upkeep.deadLetters(letters);
  }

  @Override
  public long partition(long id, int priority) {
    Queue queue = Check.present(view.queue(id), "a queue that is routed to");
    TopicInfo topic = Check.present(topics.topic(queue.topic()), "the topic of a queue");
    int levels = queue.settings().delivery().priorities();
    int index = levels > 1 ? Math.clamp(priority, 0, levels - 1) : 0;
    return topic.partition(index);
  }

  @Override
  public Problem admits(long id, int events, long bytes) {
    Queue queue = Check.present(view.queue(id), "a queue that is routed to");
    Limits most = queue.settings().limits();
    if (topics.topic(queue.topic()) == null) {
      return Problem.LIMIT_REACHED; // the topic that it subscribed to was deleted
    }
    DeadLetter letter = deadLetters == null ? null : deadLetters.underWay();
    if (letter != null && letter.goesRound(queue.name().name())) {
      return Problem.LIMIT_REACHED;
    }
    if (most.overflow() == Overflow.DROP_HEAD) {
      return Problem.NONE;
    }
    boolean full =
        (most.maxEvents() >= 0 && existing.ready(queue) + events > most.maxEvents())
            || (queue.weighs() && existing.readyBytes(queue) + bytes > most.maxBytes());
    return full ? Problem.LIMIT_REACHED : Problem.NONE;
  }

  @Override
  public @Nullable String nameOf(long id) {
    return view.nameOf(id);
  }

  @Override
  public long find(long namespace, String name) {
    return view.find(namespace, name);
  }

  @Override
  public boolean isLocked(long id, Client client) {
    Queue queue = view.queue(id);
    return queue != null && existing.isLocked(client, queue);
  }

  @Override
  public boolean lasts(long id) {
    Queue queue = Check.present(view.queue(id), "a queue that is routed to");
    return !queue.ownsTopic() || Existing.outlives(queue);
  }

  @Override
  public boolean buriesRefused(long id) {
    Queue queue = Check.present(view.queue(id), "a queue that is routed to");
    QueueSettings settings = queue.settings();
    return settings.limits().overflow() == Overflow.REJECT_AND_DEAD_LETTER
        && settings.failure().deadLetterExchange() != null;
  }

  @Override
  public @Nullable Message refused(long id, Message message) {
    Queue queue = view.queue(id);
    return queue == null || !refused.of(message, queue, Note.Death.OVERFLOW, all.nowMillis())
        ? null
        : refused;
  }

  @Override
  public boolean weighs(long partition) {
    TopicInfo topic = topics.topic(Ids.topicOf(partition));
    Queue queue = topic == null || !topic.isOwned() ? null : view.queue(topic.owner());
    return queue != null && queue.weighs();
  }

  @Override
  public void weigh(Turn turn, long partition, long bytes) {
    TopicInfo topic = Check.present(topics.topic(Ids.topicOf(partition)), "the topic of a queue");
    int index = Ids.indexOf(partition);
    long cursor = Ids.partition(topic.owner(), index);
    CursorView before = view.cursor(topic.owner(), index);
    if (before == null) {
      CursorStated.write(turn, cursor, 0);
    }
    Weighed.write(turn, cursor, (before == null ? 0 : before.bytes()) + bytes);
  }

  @Override
  public boolean mayFollow(Turn turn, List<? extends Command> then) {
    boolean may = true;
    for (int i = 0; may && i < then.size(); i++) {
      may = !(then.get(i) instanceof Settle settle) || settles.hasEffect(turn, settle);
    }
    return may;
  }

  @Override
  public void expires(long id) {
    Queue queue = view.queue(id);
    if (queue != null) {
      all.of(queue, all.nowMillis()).hasOwnTtls();
    }
  }
}
