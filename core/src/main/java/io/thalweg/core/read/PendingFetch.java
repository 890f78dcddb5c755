package io.thalweg.core.read;

import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.ReadCommand.Fetch;
import io.thalweg.core.read.ReadCommand.Fetched;
import io.thalweg.core.read.ReadCommand.Result;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One fetch that waits, then collects its results. Ordered by deadline, then by arrival.
final class PendingFetch implements Comparable<PendingFetch> {
  /// Who asked, and where an answer waits that is no event.
  record Origin(Client client, long request, Fetches.Parking parking) {}

  private final Fetch fetch;
  private final Origin origin;
  private final long deadlineMillis;
  private final long number;
  private final @Nullable Result[] results;
  private final List<Slice> held = new ArrayList<>();
  private long missing;
  private int open;
  private boolean parks;
  private boolean dead;

  PendingFetch(Fetch fetch, Origin origin, long deadlineMillis, long number) {
    this.fetch = fetch;
    this.origin = origin;
    this.deadlineMillis = deadlineMillis;
    this.number = number;
    this.results = new Result[fetch.wanted().size()];
  }

  Fetch fetch() {
    return fetch;
  }

  Client client() {
    return origin.client();
  }

  long deadlineMillis() {
    return deadlineMillis;
  }

  /// Bytes that are still missing to `minBytes`.
  void missing(long bytes) {
    missing = bytes;
  }

  /// `bytes` more are there; true if that is enough.
  boolean arrived(long bytes) {
    missing -= bytes;
    return missing <= 0;
  }

  /// It waits no more for events; all results are open.
  void readied() {
    open = results.length;
  }

  /// The result of the wanted partition number `at`. Only what the durable end bounds can be sent
  /// at once: a problem, or the lack of one beyond that end, tells of what may not be durable yet.
  void result(int at, Result result) {
    results[at] = result;
    long offset = fetch.wanted().get(at).offset();
    parks |= result.problem() != Problem.NONE || offset > result.durableEnd();
    open--;
  }

  /// Keeps `slice` (already held) until the results are sent.
  void hold(Slice slice) {
    held.add(slice);
  }

  /// Nothing is sent any more.
  void forget() {
    dead = true;
  }

  /// Sends the results once all are there.
  void sendIfComplete() {
    if (open > 0) {
      return;
    }
    if (dead) {
      release();
      return;
    }
    List<Result> all = new ArrayList<>(results.length);
    for (Result result : results) {
      if (result != null) {
        all.add(result);
      }
    }
    Fetched fetched = new Fetched(Problem.NONE, all);
    if (parks) {
      origin.parking().park((_, _) -> send(fetched), origin.request(), fetched);
    } else {
      send(fetched);
    }
  }

  private void send(Fetched fetched) {
    origin.client().replied(origin.request(), fetched);
    release();
  }

  private void release() {
    held.forEach(Slice::release);
    held.clear();
  }

  @Override
  public int compareTo(PendingFetch other) {
    int byDeadline = Long.compare(deadlineMillis, other.deadlineMillis);
    return byDeadline != 0 ? byDeadline : Long.compare(number, other.number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
