package io.thalweg.core.group;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A group as its last record left it. Immutable.
///
/// @param id aggregate id, never reused
/// @param sinceMillis broker time at which it became what its phase says
/// @param generation of the members; 0 before the first
/// @param protocolType what kind of clients it is for; empty if only offsets are committed
/// @param protocol the assignor that all members know; empty without members
/// @param leader the id of the member that assigns; empty without members
/// @param members by id, in the order of their joining
public record Group(
    long id,
    String name,
    Phase phase,
    long sinceMillis,
    int generation,
    String protocolType,
    String protocol,
    String leader,
    SequencedMap<String, Member> members) {

  /// A group that has never had members.
  static Group created(long id, String name, long nowMillis) {
    return new Group(id, name, Phase.EMPTY, nowMillis, 0, "", "", "", Collections.emptySortedMap());
  }

  static SequencedMap<String, Member> byId(Collection<Member> members) {
    LinkedHashMap<String, Member> byId = new LinkedHashMap<>();
    for (Member member : members) {
      byId.put(member.id(), member);
    }
    return Collections.unmodifiableSequencedMap(byId);
  }

  @Nullable Member member(String memberId) {
    return members.get(memberId);
  }

  /// The next generation, without members.
  Group emptied(long nowMillis) {
    return new Group(
        id,
        name,
        Phase.EMPTY,
        nowMillis,
        nextGeneration(),
        protocolType,
        "",
        "",
        Collections.emptySortedMap());
  }

  /// The same generation without some members, on its way to the next. The first that is left
  /// leads, if the leader is gone.
  Group without(Collection<String> gone, long nowMillis) {
    LinkedHashMap<String, Member> left = new LinkedHashMap<>(members);
    left.keySet().removeAll(gone);
    String next = left.isEmpty() ? "" : left.firstEntry().getKey();
    return new Group(
        id,
        name,
        Phase.PREPARING,
        nowMillis,
        generation,
        protocolType,
        protocol,
        left.containsKey(leader) ? leader : next,
        Collections.unmodifiableSequencedMap(left));
  }

  /// The same generation with `next` in the place of the member called `memberId`.
  Group replacing(String memberId, Member next, Phase nextPhase, long nowMillis) {
    LinkedHashMap<String, Member> all = new LinkedHashMap<>();
    for (Member member : members.values()) {
      Member then = member.id().equals(memberId) ? next : member;
      all.put(then.id(), then);
    }
    return new Group(
        id,
        name,
        nextPhase,
        nowMillis,
        generation,
        protocolType,
        protocol,
        leader.equals(memberId) ? next.id() : leader,
        Collections.unmodifiableSequencedMap(all));
  }

  /// The same generation, in which every member has its assignment.
  Group assigned(SequencedMap<String, Member> assigned, long nowMillis) {
    return new Group(
        id, name, Phase.STABLE, nowMillis, generation, protocolType, protocol, leader, assigned);
  }

  /// The number of the generation after this: never negative, never 0.
  int nextGeneration() {
    return generation == Integer.MAX_VALUE ? 1 : generation + 1;
  }

  /// An upper bound of its statement's bytes.
  int bytes() {
    return bytes(name, members.values());
  }

  /// The same for a group to be.
  static int bytes(String name, Collection<Member> members) {
    int sum = 2048 + 3 * name.length();
    for (Member member : members) {
      sum = Math.addExact(sum, member.bytes());
    }
    return sum;
  }

  /// Where a group is in the classic protocol. (Kafka's `Dead` is a group that doesn't exist.)
  public enum Phase {
    /// No members.
    EMPTY(0),
    /// Waiting for the members to join the next generation.
    PREPARING(1),
    /// A generation has its members, and waits for its leader's assignment.
    COMPLETING(2),
    /// Every member has its assignment.
    STABLE(3);

    private final int number;

    Phase(int number) {
      this.number = number;
    }

    /// The number that stands in records.
    int number() {
      return number;
    }

    static Phase of(int number) {
      for (Phase phase : values()) {
        if (phase.number == number) {
          return phase;
        }
      }
      throw new IllegalArgumentException("expected a phase of a group, not " + number);
    }
  }
}
