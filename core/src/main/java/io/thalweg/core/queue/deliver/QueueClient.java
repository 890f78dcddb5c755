package io.thalweg.core.queue.deliver;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.queue.QueueCommand.Sent;
import io.thalweg.core.turn.Client;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client with its sessions, consumers, and the queues that are its alone.
final class QueueClient {
  final Client client;
  final LongMap<Consumer> consumers = new LongMap<>();
  final List<LiveQueue> owned = new ArrayList<>(0);
  private final LongMap<QueueSession> sessions = new LongMap<>();
  private final List<QueueSession> ending = new ArrayList<>(0);
  private long unsent;
  private boolean gone;

  QueueClient(Client client) {
    this.client = client;
  }

  /// The session of that number; a new one if there is none.
  QueueSession session(int number) {
    QueueSession session = sessions.get(number);
    if (session == null) {
      session = new QueueSession(this, number);
      sessions.put(number, session);
    }
    return session;
  }

  /// The session of that number, or null.
  @Nullable QueueSession known(int number) {
    return sessions.get(number);
  }

  void remove(QueueSession session) {
    sessions.remove(session.number);
  }

  /// `session` has ended, and what it has is given back bit by bit.
  void moribund(QueueSession session) {
    ending.add(session);
  }

  /// Those whose deliveries are to be given back: all, if it is gone.
  List<QueueSession> leaving() {
    List<QueueSession> all = new ArrayList<>(ending);
    if (gone) {
      all.addAll(List.of(sessions()));
    }
    return all;
  }

  /// `session` has nothing any more.
  void lost(QueueSession session) {
    ending.remove(session);
    sessions.remove(session.number);
  }

  boolean isGone() {
    return gone;
  }

  /// All sessions, by number.
  QueueSession[] sessions() {
    return sessions.sorted(QueueSession[]::new);
  }

  void delivered(long bytes) {
    unsent += bytes;
  }

  /// Its socket has taken so much; whether it takes events again now.
  boolean sent(long bytes) {
    boolean before = takes();
    unsent = Math.max(0, unsent - bytes);
    return !before && takes();
  }

  /// Nothing is delivered to it any more.
  void leave() {
    gone = true;
  }

  /// Whether fewer than `most` bytes wait for its socket.
  boolean hasRoom(long most) {
    return !gone && unsent < most;
  }

  boolean takes() {
    return !gone && unsent < Sent.UNSENT_BYTES;
  }
}
