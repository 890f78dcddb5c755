package io.thalweg.core.read;

import io.thalweg.core.base.Damage;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.ReadCommand.Fetch;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.read.ReadCommand.Producers;
import io.thalweg.core.read.ReadCommand.Sizes;
import io.thalweg.core.read.ReadCommand.Wanted;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Fetches that wait: for events to come, for their deadline, for reads of older events. Live
/// state; losing it equals every client disconnecting. Data is bounded by the durable end and does
/// not park; everything else does.
public final class Fetches {
  /// Sends a reply once everything is durable that has been decided by now.
  public interface Parking {
    void park(Client client, long request, Reply reply);
  }

  private final TopicView view;
  private final SegmentStore store;
  private final Parking parking;
  private final LongMap<ArrayList<PendingFetch>> waiting = new LongMap<>();
  private final PriorityQueue<PendingFetch> deadlines = new PriorityQueue<>();
  private final LongMap<PendingRead> reads = new LongMap<>();
  private final ArrayDeque<PendingFetch> ready = new ArrayDeque<>();
  private final ArrayDeque<PendingRead> arrived = new ArrayDeque<>();
  private final FetchReader reader;
  private final LookUps lookUps;
  private final Descriptions descriptions;
  private long requests;
  private long nextRead = 1;

  public Fetches(TopicView view, SegmentStore store, Parking parking) {
    this.view = view;
    this.store = store;
    this.parking = parking;
    this.reader = new FetchReader(view);
    this.lookUps = new LookUps(view);
    this.descriptions = new Descriptions(view);
  }

  /// Begins one command. Problems park; events are sent at the end of a turn.
  public void begin(Turn turn, ReadCommand command) {
    PendingFetch.Origin origin = new PendingFetch.Origin(turn.client(), turn.request(), parking);
    switch (command) {
      case Fetch fetch -> {
        long deadline = turn.nowMillis() + fetch.maxWaitMillis();
        begin(new PendingFetch(fetch, origin, deadline, ++requests));
      }
      case LookUp lookUp -> begin(lookUps.begin(origin, lookUp));
      case Sizes sizes -> turn.reply(descriptions.sized(sizes));
      case Producers producers -> turn.reply(descriptions.producing(producers, turn.nowMillis()));
    }
  }

  /// Begins to read up to `maxBytes` of batches of `partition` from `offset` on, which is durable
  /// and in no block. False if they are nowhere.
  public boolean read(PartitionView partition, long offset, int maxBytes, BatchReader into) {
    PendingRead read = reader.older(partition, offset, maxBytes, into);
    if (read != null) {
      start(read);
    }
    return read != null;
  }

  private void begin(@Nullable PendingRead read) {
    if (read != null && read.isAnswered()) {
      arrived.add(read);
    } else if (read != null) {
      start(read);
    }
  }

  private void begin(PendingFetch pending) {
    if (reader.missing(pending) <= 0 || pending.fetch().maxWaitMillis() <= 0) {
      pending.readied();
      ready.add(pending);
      return;
    }
    for (Wanted wanted : pending.fetch().wanted()) {
      ArrayList<PendingFetch> list = waiting.get(wanted.partition());
      if (list == null) {
        list = new ArrayList<>(2);
        waiting.put(wanted.partition(), list);
      }
      if (list.isEmpty() || list.getLast() != pending) {
        list.add(pending);
      }
    }
    deadlines.add(pending);
  }

  /// `bytes` more of `partition` are durable.
  public void advanced(long partition, int bytes) {
    ArrayList<PendingFetch> list = waiting.get(partition);
    if (list == null) {
      return;
    }
    for (int i = list.size() - 1; i >= 0; i--) {
      PendingFetch pending = list.get(i);
      if (pending.arrived(bytes)) {
        wake(pending);
      }
    }
  }

  /// `partition` is gone: who waits for it is told.
  public void gone(long partition) {
    ArrayList<PendingFetch> list = waiting.get(partition);
    if (list != null) {
      for (PendingFetch pending : list.toArray(PendingFetch[]::new)) {
        wake(pending);
      }
    }
  }

  /// `client` is gone: nothing is sent to it any more.
  public void closed(Client client) {
    for (PendingFetch pending : deadlines.toArray(PendingFetch[]::new)) {
      if (pending.client() == client) {
        forget(pending);
      }
    }
    ready.removeIf(pending -> pending.client() == client);
    reads.forEach(read -> read.forget(client));
  }

  private void wake(PendingFetch pending) {
    forget(pending);
    pending.readied();
    ready.add(pending);
  }

  private void forget(PendingFetch pending) {
    deadlines.remove(pending);
    for (Wanted wanted : pending.fetch().wanted()) {
      ArrayList<PendingFetch> list = waiting.get(wanted.partition());
      if (list != null && list.remove(pending) && list.isEmpty()) {
        waiting.remove(wanted.partition());
      }
    }
  }

  /// Wakes those whose deadline has come.
  public void due(long nowMillis) {
    for (PendingFetch p = deadlines.peek(); p != null; p = deadlines.peek()) {
      if (p.deadlineMillis() > nowMillis) {
        return;
      }
      wake(p);
    }
  }

  /// The next deadline; `Long.MAX_VALUE` without any.
  public long nextDueMillis() {
    PendingFetch first = deadlines.peek();
    return first == null ? Long.MAX_VALUE : first.deadlineMillis();
  }

  /// Serves what is ready: sends what blocks hold, starts reads for the rest.
  public void serve() {
    for (PendingRead read = arrived.poll(); read != null; read = arrived.poll()) {
      if (lookUps.goesOn(read)) {
        read.drop();
        begin(lookUps.further(read));
      } else {
        read.finish();
      }
    }
    for (PendingFetch pending = ready.poll(); pending != null; pending = ready.poll()) {
      for (PendingRead read : reader.read(pending)) {
        start(read);
      }
      pending.sendIfComplete();
    }
  }

  private void start(PendingRead read) {
    long number = nextRead++;
    reads.put(number, read);
    read.start(number, store);
  }

  /// A read is answered. The slice is this call's to release.
  public void arrived(long number, Slice batches) {
    PendingRead read = reads.remove(number);
    if (read == null) {
      batches.release();
      return;
    }
    read.arrived(batches);
    arrived.add(read);
  }

  /// A read found damage: it is named to the client, never served. If what was looked for has gone
  /// elsewhere meanwhile (a ring file was used again), a look-up begins once more, while a fetch
  /// goes without: one that waited for a second read, holding the blocks of its others, could wait
  /// for fetches that wait for those.
  public void damaged(long number, Damage damage) {
    PendingRead read = reads.remove(number);
    if (read == null) {
      return;
    }
    PartitionView partition = view.partition(read.partition());
    if (partition == null || read.isCurrent(partition)) {
      arrived.add(read);
    } else if (lookUps.owns(read)) {
      begin(lookUps.again(read));
    } else {
      read.outdate();
      arrived.add(read);
    }
  }

  /// How many fetches wait for events.
  public int waiting() {
    return deadlines.size();
  }

  /// How many reads are under way.
  public int reading() {
    return reads.size();
  }

  static Problem problemOf(PartitionView partition, long offset) {
    boolean inside = offset >= partition.logStart() && offset <= partition.nextOffset();
    return inside ? Problem.NONE : Problem.OFFSET_OUT_OF_RANGE;
  }
}
