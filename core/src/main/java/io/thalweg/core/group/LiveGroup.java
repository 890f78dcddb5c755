package io.thalweg.core.group;

import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/// What is under way in one group, and lost when the broker stops.
final class LiveGroup {
  final String name;
  final Heartbeats heartbeats;

  /// Ids that were given to clients who are yet to join with them.
  final LinkedHashSet<String> promised = new LinkedHashSet<>();

  /// Members that wait for the leader's assignment.
  final LinkedHashMap<String, Waiter> syncs = new LinkedHashMap<>();

  /// Members of this generation that have not asked for their assignment yet.
  final LinkedHashSet<String> unsynced = new LinkedHashSet<>();

  /// The join in progress, or null.
  @Nullable JoinRound round;

  private long syncAlarm = -1;

  LiveGroup(String name) {
    this.name = name;
    this.heartbeats = new Heartbeats(name);
  }

  boolean isIdle() {
    return round == null
        && heartbeats.isEmpty()
        && promised.isEmpty()
        && syncs.isEmpty()
        && unsynced.isEmpty();
  }

  /// From now on `member` is expected to sync no more.
  void synced(Turn turn, String member) {
    if (unsynced.remove(member) && unsynced.isEmpty()) {
      cancelSyncAlarm(turn);
    }
  }

  /// Every one of `members` is expected to sync within `millis`.
  void expectSyncs(Turn turn, Iterable<String> members, int generation, long millis) {
    cancelSyncAlarm(turn);
    unsynced.clear();
    members.forEach(unsynced::add);
    GroupCommand due = new GroupCommand.SyncDue(name, generation);
    syncAlarm = turn.timers().schedule(turn.nowMillis() + millis, due);
  }

  /// Nobody is expected to sync.
  void expectNoSyncs(Turn turn) {
    cancelSyncAlarm(turn);
    unsynced.clear();
  }

  private void cancelSyncAlarm(Turn turn) {
    if (syncAlarm >= 0) {
      turn.timers().cancel(syncAlarm);
      syncAlarm = -1;
    }
  }

  /// A request whose answer comes later.
  record Waiter(Client client, long request) {
    static Waiter of(Turn turn) {
      return new Waiter(turn.client(), turn.request());
    }

    void reply(Turn turn, Reply reply) {
      turn.reply(client, request, reply);
    }
  }
}
