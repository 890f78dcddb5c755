package io.thalweg.core.group;

import io.thalweg.core.group.LiveGroup.Waiter;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// A group's way to its next generation: who has joined since it began. Live.
final class JoinRound {
  /// Tells one round's alarm from another's.
  final long number;

  /// Whether nobody was in the group before: then it waits a while for more to come.
  final boolean initial;

  /// What kind of clients it is for.
  String protocolType;

  private final LinkedHashMap<String, Joiner> joiners = new LinkedHashMap<>();
  private long bytes;

  /// Whether someone came since the alarm was set.
  boolean grown;

  /// How much longer an initial round may be extended.
  long remainingMillis;

  long alarm;

  JoinRound(long number, boolean initial, String protocolType) {
    this.number = number;
    this.initial = initial;
    this.protocolType = protocolType;
  }

  /// Puts `joiner` in; returns the one it replaces, or null.
  @Nullable Joiner put(Joiner joiner) {
    Joiner was = joiners.put(joiner.member().id(), joiner);
    bytes += joiner.member().bytes() - (was == null ? 0 : was.member().bytes());
    return was;
  }

  @Nullable Joiner remove(String member) {
    Joiner was = joiners.remove(member);
    bytes -= was == null ? 0 : was.member().bytes();
    return was;
  }

  @Nullable Joiner get(String member) {
    return joiners.get(member);
  }

  Iterable<Joiner> joiners() {
    return joiners.values();
  }

  /// Memory that its joiners take, roughly.
  long bytes() {
    return bytes;
  }

  int waiting() {
    int count = 0;
    for (Joiner joiner : joiners.values()) {
      count += joiner.waits() ? 1 : 0;
    }
    return count;
  }

  /// A member as it wants to be in the next generation.
  ///
  /// @param fresh whether it is in no generation yet
  /// @param waiter who is to be told; null since its connection closed
  record Joiner(Member member, boolean fresh, @Nullable Waiter waiter) {
    Joiner abandoned() {
      return new Joiner(member, fresh, null);
    }

    boolean waits() {
      return waiter != null;
    }
  }
}
