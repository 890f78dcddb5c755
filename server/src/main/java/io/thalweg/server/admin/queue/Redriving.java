package io.thalweg.server.admin.queue;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.manage.ManageCommand.Copy;
import io.thalweg.core.queue.manage.ManageCommand.Open;
import io.thalweg.core.queue.manage.ManageCommand.Place;
import io.thalweg.core.queue.manage.ManageCommand.Redrive;
import io.thalweg.core.queue.manage.ManageCommand.Remove;
import io.thalweg.core.queue.manage.ManageCommand.Removed;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Takes events out of a queue: back to the queues that they died in, to another one, or away. Each
/// goes as a whole or stays, whatever happens.
final class Redriving implements OpenEvents.Each {
  /// What may be under way at once.
  private static final int MOST_AT_ONCE = 64;

  private static final long MOST_BYTES_AT_ONCE = 1 << 20;

  /// A larger event stays.
  private static final long MOST_EVENT_BYTES = 64 << 20;

  private static final int MOST_FAILURES_TOLD = 10;

  private final Orders orders;
  private final QueueName queue;
  private final int partition;
  private final Plan plan;
  private final List<Command> underWay = new ArrayList<>();
  private final List<String> targets = new ArrayList<>();
  private long bytes;
  private long looked;
  private long chosen;
  private long done;
  private final Map<String, Long> failures = new TreeMap<>();

  /// What is to become of the events.
  ///
  /// @param drops whether they go away
  /// @param to the queue that they go to; null: the one that each died in
  /// @param most events
  record Plan(DeathFilter filter, boolean drops, @Nullable QueueName to, int most) {}

  Redriving(Orders orders, QueueName queue, int partition, Plan plan) {
    this.orders = orders;
    this.queue = queue;
    this.partition = partition;
    this.plan = plan;
  }

  /// What became of them.
  ///
  /// @param looked events that were looked at
  /// @param done events that are gone
  /// @param failures how many stay, and why
  record Outcome(long looked, long done, Map<String, Long> failures) {}

  /// Ends what is under way.
  Outcome outcome() throws Refusal {
    flush();
    return new Outcome(looked, done, failures);
  }

  @Override
  public boolean event(EventReader reader, Open open) throws Refusal {
    looked++;
    List<DeadLetterHeader> deaths = DeathFilter.deaths(reader.event());
    if (!plan.filter.takes(deaths)) {
      return true;
    }
    chosen++;
    QueueName to = target(deaths);
    if (!plan.drops && to == null) {
      failed("it is no dead letter: say where it is to go");
    } else {
      take(reader, open.offset(), deaths, to);
    }
    return chosen < plan.most;
  }

  private @Nullable QueueName target(List<DeadLetterHeader> deaths) {
    if (plan.to != null || deaths.isEmpty()) {
      return plan.to;
    }
    return new QueueName(queue.namespace(), queue.kind(), deaths.getFirst().queue());
  }

  private void take(
      EventReader reader, long offset, List<DeadLetterHeader> deaths, @Nullable QueueName to)
      throws Refusal {
    int into = plan.to != null || deaths.isEmpty() ? -1 : deaths.getFirst().partition();
    List<Copy> parts = parts(reader, offset, to != null);
    if (parts == null) {
      return;
    }
    Place place = new Place(partition, offset, offset + parts.size());
    if (to == null) {
      add(new Remove(queue, List.of(place)), "");
      return;
    }
    if (parts.size() > 1) {
      flush(); // nothing may come in between
    }
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      underWay.add(new Redrive(queue, place, to, into, i, parts.get(i)));
      targets.add(last ? to.name() : "");
      bytes += parts.get(i).valueBytes();
    }
    if (parts.size() > 1) {
      flush();
    } else {
      flushIfMany();
    }
  }

  private void add(Command command, String target) throws Refusal {
    underWay.add(command);
    targets.add(target);
    flushIfMany();
  }

  private void flushIfMany() throws Refusal {
    if (underWay.size() >= MOST_AT_ONCE || bytes >= MOST_BYTES_AT_ONCE) {
      flush();
    }
  }

  /// The parts of the event, with what is in them if they are to be `copied`; null if it stays.
  private @Nullable List<Copy> parts(EventReader reader, long offset, boolean copied)
      throws Refusal {
    List<Copy> parts = new ArrayList<>(1);
    long total = 0;
    for (boolean goesOn = true; goesOn; ) {
      if (!reader.find(offset + parts.size())) {
        failed("it cannot be read whole");
        return null;
      }
      EventCursor event = reader.event();
      goesOn = (event.attributes() & EventMarks.GOES_ON) != 0;
      total += Math.max(0, event.valueLength());
      if (copied && total > MOST_EVENT_BYTES) {
        failed("it is larger than " + (MOST_EVENT_BYTES >> 20) + " MiB");
        return null;
      }
      parts.add(copied ? copy(event) : new Copy(0, null, null, new EventHeaders(0), 0));
    }
    return parts;
  }

  private static Copy copy(EventCursor event) {
    ByteBuffer section = event.buffer().slice(event.headersAt(), event.headersLength());
    EventHeaders headers = new EventHeaders(section.remaining());
    headers.addEncoded(event.headerCount(), section);
    int marks = EventMarks.GOES_ON | EventMarks.WENT_BEFORE | EventMarks.EXPIRES;
    return new Copy(
        event.attributes() & marks,
        copy(event, event.keyAt(), event.keyLength()),
        copy(event, event.valueAt(), event.valueLength()),
        headers,
        Math.max(0, event.valueLength()));
  }

  private static @Nullable ByteBuffer copy(EventCursor event, int at, int length) {
    return length < 0 ? null : ByteBuffer.allocate(length).put(0, event.buffer(), at, length);
  }

  private void failed(String why) {
    String told = failures.size() >= MOST_FAILURES_TOLD && !failures.containsKey(why) ? "" : why;
    failures.merge(told.isEmpty() ? "other reasons" : told, 1L, Long::sum);
  }

  private void flush() throws Refusal {
    List<Reply> replies = orders.answers(List.copyOf(underWay), reply -> reply);
    Problem worst = Problem.NONE;
    for (int i = 0; i < replies.size(); i++) {
      boolean goesOn =
          underWay.get(i) instanceof Redrive part
              && (part.event().marks() & EventMarks.GOES_ON) != 0;
      worst = worst == Problem.NONE ? problem(replies.get(i)) : worst;
      if (!goesOn) {
        ended(worst, targets.get(i));
        worst = Problem.NONE;
      }
    }
    underWay.clear();
    targets.clear();
    bytes = 0;
  }

  private static Problem problem(Reply reply) {
    boolean kept = reply instanceof Removed removed && removed.removed() == 0;
    return kept && reply.problem() == Problem.NONE ? Problem.IN_USE : reply.problem();
  }

  private void ended(Problem problem, String target) {
    switch (problem) {
      case NONE -> done++;
      case IN_USE -> failed("a consumer has it");
      case EMPTY -> failed("it was done meanwhile");
      case UNROUTED -> failed("there is no queue '" + target + "'");
      case LIMIT_REACHED -> failed("queue '" + target + "' takes no more");
      case BATCH_TOO_LARGE -> failed("it is too large");
      case TRY_AGAIN -> failed("the broker had no room at the moment: try again");
      case DISK_FULL -> failed("the disk is full");
      default -> failed("the broker says " + problem);
    }
  }
}
