package io.thalweg.core.group;

import io.thalweg.core.turn.Turn;
import java.util.HashMap;

/// Until when each member of one group counts as living. Live: lost at a restart, after which every
/// member gets a fresh session. One alarm a member, set again when it rings too early.
final class Heartbeats {
  private static final class Beat {
    long deadline;
    long alarmAt;
    long alarm;
  }

  private final String group;
  private final HashMap<String, Beat> beats = new HashMap<>();

  Heartbeats(String group) {
    this.group = group;
  }

  boolean isEmpty() {
    return beats.isEmpty();
  }

  /// `member` lives for `millis` from now.
  void touch(Turn turn, String member, long millis) {
    long deadline = turn.nowMillis() + millis;
    Beat beat = beats.get(member);
    if (beat == null) {
      beat = new Beat();
      beats.put(member, beat);
      set(turn, member, beat, deadline);
    } else if (deadline < beat.alarmAt) {
      turn.timers().cancel(beat.alarm);
      set(turn, member, beat, deadline);
    }
    beat.deadline = deadline;
  }

  /// Nobody waits for `member` any more.
  void end(Turn turn, String member) {
    Beat beat = beats.remove(member);
    if (beat != null) {
      turn.timers().cancel(beat.alarm);
    }
  }

  /// The alarm of `member` rang: whether its session has ended. If not, the alarm is set again.
  boolean ended(Turn turn, String member) {
    Beat beat = beats.get(member);
    if (beat == null || turn.nowMillis() < beat.alarmAt) {
      return false;
    }
    if (turn.nowMillis() < beat.deadline) {
      set(turn, member, beat, beat.deadline);
      return false;
    }
    beats.remove(member);
    return true;
  }

  private void set(Turn turn, String member, Beat beat, long at) {
    beat.alarmAt = at;
    beat.alarm = turn.timers().schedule(at, new GroupCommand.MemberDue(group, member));
  }
}
