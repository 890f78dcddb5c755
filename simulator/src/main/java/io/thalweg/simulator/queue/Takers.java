package io.thalweg.simulator.queue;

import io.thalweg.core.base.Chance;
import io.thalweg.core.queue.QueueCommand.Cancel;
import io.thalweg.core.queue.QueueCommand.Close;
import io.thalweg.core.queue.QueueCommand.Consume;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Deadline;
import io.thalweg.core.queue.QueueCommand.Ended;
import io.thalweg.core.queue.QueueCommand.Extend;
import io.thalweg.core.queue.QueueCommand.Get;
import io.thalweg.core.queue.QueueCommand.Limit;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Recover;
import io.thalweg.core.queue.QueueCommand.Sent;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Clients who consume, settle as they like, close their sessions and leave.
final class Takers {
  private static final int SESSIONS = 2;

  /// The nearest deadline of whoever consumes: while queues are drained, all that is delivered is
  /// accepted sooner.
  private static final int LEAST_MILLIS = 30;

  /// The furthest, beyond that.
  private static final int MOST_MILLIS = 2_000;

  /// The session that drains queues.
  private static final int LAST_SESSION = 9;

  /// A client, as long as its connection lasts.
  private static final class Taker {
    final TreeMap<Integer, TakerSession> sessions = new TreeMap<>();
    final Map<Long, Taking> takings = new HashMap<>();
    long unsent;
  }

  private final Chance chance;
  private final Counts counts;
  private final Models models;
  private final Arrivals arrivals;
  private final List<Taker> takers = new ArrayList<>();

  Takers(Models models) {
    this.chance = models.chance;
    this.counts = models.counts;
    this.models = models;
    this.arrivals = new Arrivals(models);
    begin();
  }

  /// A life begins. In the last one any deadline may have passed without anybody having seen it.
  void opened() {
    boolean leased =
        takers.stream().flatMap(t -> t.sessions.values().stream()).anyMatch(s -> !s.open.isEmpty());
    counts.restartsWithLeases += leased ? 1 : 0;
    takers.forEach(
        taker -> taker.sessions.values().forEach(session -> end(session, Long.MAX_VALUE)));
    takers.clear();
    begin();
  }

  private void begin() {
    for (int client = 0; client < Door.CLIENTS; client++) {
      takers.add(new Taker());
    }
  }

  /// One thing that somebody does, perhaps with `queue`.
  void act(Door door, QueueModel queue) {
    int client = chance.nextInt(Door.CLIENTS);
    Taker taker = takers.get(client);
    int number = 1 + chance.nextInt(SESSIONS);
    TakerSession session =
        taker.sessions.computeIfAbsent(number, _ -> new TakerSession(client, number));
    int pick = chance.nextInt(100);
    if (pick < 10 || (session.takings.isEmpty() && session.open.isEmpty())) {
      begin(door, queue, session);
    } else if (pick < 14) {
      cancel(door, session);
    } else if (pick < 18) {
      get(door, queue, session);
    } else if (pick < 21) {
      limit(door, session);
    } else if (pick < 23) {
      recover(door, session);
    } else if (pick < 26) {
      close(door, taker, session);
    } else if (pick < 28) {
      leave(door, client);
    } else if (pick < 34) {
      sent(door, client);
    } else if (pick < 40 && !session.late.isEmpty()) {
      late(door, session);
    } else if (pick < 46 && !session.deadlines.isEmpty()) {
      extend(door, session);
    } else if (!session.open.isEmpty()) {
      settle(door, session);
    }
  }

  private void begin(Door door, QueueModel queue, TakerSession session) {
    boolean settles = chance.nextInt(6) != 0;
    int credit = chance.nextInt(3) == 0 ? 0 : 1 + chance.nextInt(6);
    begin(door, new Taking(queue, session, settles, credit, false, deadline()));
  }

  /// Some have one, mostly so near that it may pass.
  private Deadline deadline() {
    int most = chance.nextInt(3) == 0 ? MOST_MILLIS : MOST_MILLIS / 10;
    boolean none = chance.nextInt(3) != 0;
    return none ? Deadline.NONE : Deadline.ending(LEAST_MILLIS + chance.nextInt(most));
  }

  private void begin(Door door, Taking taking) {
    TakerSession session = taking.session;
    QueueModel queue = taking.queue;
    int priority = chance.nextInt(4) == 0 ? 1 : 0;
    taking.request =
        models.ask(
            door,
            session.client,
            new Consume(
                queue.name,
                session.number,
                taking.settles,
                false,
                priority,
                taking.credit,
                taking.deadline,
                null),
            false,
            reply -> {
              if (reply instanceof Ended) {
                HistoryFailed.unless(!queue.isThere(), () -> queue + " has ended");
                taking.ended = true;
              } else if (reply.problem() == Problem.NONE) {
                taking.begun = true;
              } else {
                taking.ended = true;
                unknown(queue, reply);
              }
            });
    session.takings.add(taking);
    takers.get(session.client).takings.put(taking.request, taking);
  }

  private static void unknown(QueueModel queue, Reply reply) {
    HistoryFailed.unless(
        !queue.isThere() && reply.problem() == Problem.UNKNOWN_QUEUE,
        () -> "consuming from " + queue + " is refused: " + reply);
  }

  private void cancel(Door door, TakerSession session) {
    if (session.takings.isEmpty()) {
      return;
    }
    cancel(door, session.takings.get(chance.nextInt(session.takings.size())));
  }

  private void cancel(Door door, Taking taking) {
    taking.session.takings.remove(taking);
    taking.ended = true;
    models.ask(
        door,
        taking.session.client,
        new Cancel(taking.request),
        true,
        reply -> Models.none(reply, "cancelling"));
  }

  /// Who asks for one event of a key that others have waits for them.
  private void get(Door door, QueueModel queue, TakerSession session) {
    boolean settles = chance.nextInt(4) != 0;
    Taking taking = new Taking(queue, session, settles, 0, true, deadline());
    taking.request =
        models.ask(
            door,
            session.client,
            new Get(queue.name, session.number, taking.settles, taking.deadline),
            false,
            reply -> {
              HistoryFailed.unless(!taking.ended, () -> "got twice: " + reply);
              taking.ended = true;
              if (reply.problem() != Problem.EMPTY) {
                unknown(queue, reply);
              }
            });
    takers.get(session.client).takings.put(taking.request, taking);
  }

  private void limit(Door door, TakerSession session) {
    session.limit = chance.nextInt(8);
    models.ask(
        door,
        session.client,
        new Limit(session.number, session.limit),
        false,
        reply -> Models.none(reply, "a limit"));
  }

  private void recover(Door door, TakerSession session) {
    models.ask(
        door,
        session.client,
        new Recover(session.number),
        true,
        reply -> Models.none(reply, "recovering"));
    end(door);
    settled(door, List.copyOf(session.open.values()), Outcome.RELEASE);
  }

  private void close(Door door, Taker taker, TakerSession session) {
    models.ask(
        door,
        session.client,
        new Close(session.number),
        true,
        reply -> Models.none(reply, "closing"));
    end(door);
    taker.sessions.remove(session.number);
    lost(session);
  }

  private void leave(Door door, int client) {
    door.leave(client);
    end(door);
    Taker taker = takers.set(client, new Taker());
    taker.sessions.values().forEach(this::lost);
  }

  /// Who consumes with deadlines leaves: what nobody settles would come again and again.
  void rest(Door door) {
    for (int client = 0; client < Door.CLIENTS; client++) {
      boolean again =
          takers.get(client).takings.values().stream()
              .anyMatch(taking -> taking.deadline.ends() && taking.settles && !taking.ended);
      if (again) {
        leave(door, client);
      }
    }
  }

  private void lost(TakerSession session) {
    session.takings.forEach(taking -> taking.ended = true);
    counts.lost += session.open.size();
    for (Lease lease : session.open.values()) {
      lease.taking.queue.lost(lease);
    }
    session.open.clear();
  }

  private void sent(Door door, int client) {
    Taker taker = takers.get(client);
    models.ask(
        door, client, new Sent(taker.unsent), false, reply -> Models.none(reply, "bytes sent"));
    taker.unsent = 0;
  }

  private void settle(Door door, TakerSession session) {
    List<Long> tags = List.copyOf(session.open.keySet());
    int first = chance.nextInt(3) == 0 ? chance.nextInt(tags.size()) : 0;
    boolean several = chance.nextInt(6) == 0;
    int last = several ? first + chance.nextInt(tags.size() - first) : first;
    int pick = chance.nextInt(20);
    Outcome outcome =
        pick < 13
            ? Outcome.ACCEPT
            : pick < 16 ? Outcome.FAIL : pick < 18 ? Outcome.RELEASE : Outcome.REJECT;
    settle(door, session, tags.get(first), tags.get(last), outcome);
  }

  private void settle(Door door, TakerSession session, long first, long last, Outcome outcome) {
    models.ask(
        door,
        session.client,
        new Settle(session.number, first, last, outcome),
        false,
        reply -> Models.none(reply, outcome + " of " + first + ".." + last + " in " + session));
    end(door);
    settled(door, List.copyOf(session.open.subMap(first, true, last, true).values()), outcome);
  }

  /// Settles, or extends, what has ended by its deadline.
  private void late(Door door, TakerSession session) {
    long tag = session.late.get(chance.nextInt(session.late.size()));
    if (chance.nextInt(4) == 0) {
      extend(door, session, tag, tag);
    } else {
      Outcome[] all = Outcome.values();
      settle(door, session, tag, tag, all[chance.nextInt(all.length)]);
      counts.settledLate++;
    }
  }

  private void extend(Door door, TakerSession session) {
    List<Long> tags = List.copyOf(session.open.keySet());
    int first = chance.nextInt(tags.size());
    int last = first + chance.nextInt(Math.min(3, tags.size() - first));
    extend(door, session, tags.get(first), tags.get(last));
  }

  private void extend(Door door, TakerSession session, long first, long last) {
    long millis = 1L + chance.nextInt(MOST_MILLIS);
    List<Lease> extended = new ArrayList<>();
    models.ask(
        door,
        session.client,
        new Extend(session.number, first, last, millis),
        true,
        reply ->
            HistoryFailed.unless(
                reply instanceof Counted(Problem problem, long events)
                    && events == extended.size()
                    && problem == (events == 0 ? Problem.UNKNOWN_DELIVERY : Problem.NONE),
                () -> first + ".." + last + " in " + session + " is extended: " + reply));
    end(door);
    extended.addAll(session.open.subMap(first, true, last, true).values());
    extended.retainAll(session.deadlines);
    extended.forEach(lease -> session.endsAt(lease, door.nowMillis() + millis));
    counts.extended += extended.size();
  }

  /// What was to be settled by now ends, whether it is seen yet or not.
  void end(Door door) {
    for (Taker taker : takers) {
      for (TakerSession session : taker.sessions.values()) {
        counts.deadlinesPassed += end(session, door.nowMillis());
      }
    }
  }

  private static int end(TakerSession session, long nowMillis) {
    List<Lease> ended = session.ended(nowMillis);
    ended.forEach(lease -> lease.taking.queue.missed(lease));
    return ended.size();
  }

  /// What is asked for is decided at once.
  private void settled(Door door, List<Lease> leases, Outcome outcome) {
    for (Lease lease : leases) {
      lease.session().remove(lease);
      counts.settledInVain += lease.inVain ? 1 : 0;
      lease.taking.queue.settled(lease, outcome, models.nextDone(), door);
      counts.settled++;
      counts.failed += outcome == Outcome.FAIL ? 1 : 0;
      counts.rejected += outcome == Outcome.REJECT ? 1 : 0;
      counts.released += outcome == Outcome.RELEASE ? 1 : 0;
    }
  }

  void delivered(int client, Delivery delivery, Door door) {
    Taker taker = takers.get(client);
    Taking taking = taker.takings.get(delivery.request());
    if (taking == null) {
      throw new HistoryFailed("client " + client + " gets what it did not ask for");
    }
    end(door);
    TakerSession session = taking.session;
    HistoryFailed.unless(
        session.number == delivery.session() && delivery.tag() > session.lastTag,
        () -> session + " gets " + delivery.tag() + " in " + delivery.session());
    HistoryFailed.unless(
        taking.begun && !taking.ended, () -> session + " gets something, but does not consume");
    HistoryFailed.unless(
        taking.credit == 0 || taking.open < taking.credit, () -> session + " has no credit");
    HistoryFailed.unless(
        taking.once || !taking.settles || session.limit == 0 || session.open.size() < session.limit,
        () -> session + " has too many");
    session.lastTag = delivery.tag();
    taking.ended = taking.once;
    taker.unsent += delivery.weight();
    QueueModel queue = taking.queue;
    QueuedEvent event = arrivals.event(queue, delivery, door);
    queue.delivered(event, taking, delivery, door);
    Lease lease = new Lease(event, taking, delivery.tag(), delivery.failures());
    event.lease = lease;
    taking.open++;
    session.open.put(lease.tag, lease);
    if (taking.settles && taking.deadline.ends()) {
      session.endsAt(lease, door.nowMillis() + taking.deadline.millis());
    }
    counts.delivered++;
    counts.redelivered += delivery.redelivered() ? 1 : 0;
    counts.deliveredInParts += delivery.parts() > 1 ? 1 : 0;
    if (!taking.settles) {
      settled(door, List.of(lease), Outcome.ACCEPT);
    }
  }

  /// Somebody takes whatever comes from `queue`.
  void begin(Door door, QueueModel queue) {
    TakerSession session =
        takers
            .getFirst()
            .sessions
            .computeIfAbsent(LAST_SESSION, number -> new TakerSession(0, number));
    begin(door, new Taking(queue, session, true, 0, false, Deadline.NONE));
  }

  /// Accepts all that anybody has; false: nobody has anything.
  boolean acceptAll(Door door) {
    boolean any = false;
    for (int client = 0; client < Door.CLIENTS; client++) {
      if (!door.hasRoom()) {
        return true;
      }
      sent(door, client);
      for (TakerSession session : takers.get(client).sessions.values()) {
        if (!session.open.isEmpty() && door.hasRoom()) {
          any = true;
          settle(door, session, session.open.firstKey(), session.open.lastKey(), Outcome.ACCEPT);
        }
      }
    }
    return any;
  }
}
