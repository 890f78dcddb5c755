package io.thalweg.core.group;

import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.JoinRound.Joiner;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One group as its members see it: what is durable, overlaid with who joins now.
final class Roster {
  final String name;
  final LiveGroup live;
  private final GroupView view;

  Roster(GroupView view, LiveGroup live) {
    this.name = live.name;
    this.view = view;
    this.live = live;
  }

  /// What is durable now, or null.
  @Nullable Group group() {
    return view.named(name);
  }

  /// Whether there is a group of that name, be it one that is yet to have its first generation.
  boolean exists() {
    return live.round != null || group() != null;
  }

  Phase phase() {
    if (live.round != null) {
      return Phase.PREPARING;
    }
    Group group = group();
    return group == null ? Phase.EMPTY : group.phase();
  }

  int generation() {
    Group group = group();
    return group == null ? 0 : group.generation();
  }

  /// Members of this generation, as they want to be if they joined again, then new ones.
  List<Member> members() {
    List<Member> all = new ArrayList<>();
    Group group = group();
    if (group != null) {
      for (Member member : group.members().values()) {
        Joiner joiner = joiner(member.id());
        all.add(joiner == null ? member : joiner.member());
      }
    }
    if (live.round != null) {
      for (Joiner joiner : live.round.joiners()) {
        if (joiner.fresh()) {
          all.add(joiner.member());
        }
      }
    }
    return all;
  }

  @Nullable Member member(String id) {
    Joiner joiner = joiner(id);
    if (joiner != null) {
      return joiner.member();
    }
    Group group = group();
    return group == null ? null : group.member(id);
  }

  /// The static member with that lasting name, or null.
  @Nullable Member instance(String instance) {
    for (Member member : members()) {
      if (instance.equals(member.instance())) {
        return member;
      }
    }
    return null;
  }

  @Nullable Joiner joiner(String id) {
    return live.round == null ? null : live.round.get(id);
  }

  /// Whether everyone who is expected has joined.
  boolean complete() {
    return live.round != null
        && live.promised.isEmpty()
        && live.round.waiting() == members().size();
  }

  /// Whether this member waits for the next generation.
  boolean awaitsJoin(String id) {
    Joiner joiner = joiner(id);
    return joiner != null && joiner.waits();
  }

  boolean leads(String id) {
    Group group = group();
    return group != null && group.leader().equals(id);
  }

  /// What is wrong with a request in the name of that member.
  Problem check(String memberId, @Nullable String instance) {
    if (instance == null) {
      return member(memberId) == null ? Problem.UNKNOWN_MEMBER : Problem.NONE;
    }
    Member known = instance(instance);
    if (known == null) {
      return Problem.UNKNOWN_MEMBER;
    }
    return known.id().equals(memberId) ? Problem.NONE : Problem.FENCED_INSTANCE;
  }

  /// The same for a request that also names its generation.
  Problem check(String memberId, @Nullable String instance, int generation) {
    Problem problem = check(memberId, instance);
    if (problem == Problem.NONE && generation != generation()) {
      return Problem.STALE_GENERATION;
    }
    return problem;
  }

  /// Whether a member of that type, knowing those protocols, fits to the others. A protocol without
  /// a name would be none.
  boolean supports(String type, List<Protocol> protocols) {
    boolean named = protocols.stream().noneMatch(protocol -> protocol.name().isEmpty());
    if (type.isEmpty() || protocols.isEmpty() || !named) {
      return false;
    }
    List<Member> members = members();
    if (members.isEmpty()) {
      return true;
    }
    if (!type.equals(protocolType())) {
      return false;
    }
    Set<String> common = common(members);
    return protocols.stream().anyMatch(protocol -> common.contains(protocol.name()));
  }

  /// The protocols that all of `members`, one at least, know; in time that grows with their number
  /// only, whatever they are called.
  private static Set<String> common(List<Member> members) {
    Set<String> common = members.getFirst().protocolNames();
    for (Member member : members.subList(1, members.size())) {
      common.retainAll(member.protocolNames());
    }
    return common;
  }

  /// The type that members must have.
  String protocolType() {
    if (live.round != null) {
      return live.round.protocolType;
    }
    Group group = group();
    return group == null ? "" : group.protocolType();
  }

  /// The longest that any member lets a rebalance last.
  long rebalanceMillis() {
    long longest = 0;
    for (Member member : members()) {
      longest = Math.max(longest, member.rebalanceMillis());
    }
    return longest;
  }

  /// The protocol that all of `members` know and most of them prefer: each votes for the first on
  /// its list. The one that got a vote first wins a draw.
  static String select(List<Member> members) {
    if (members.isEmpty()) {
      return "";
    }
    Set<String> common = common(members);
    LinkedHashMap<String, Integer> votes = new LinkedHashMap<>();
    for (Member member : members) {
      for (Protocol protocol : member.protocols()) {
        if (common.contains(protocol.name())) {
          votes.merge(protocol.name(), 1, Integer::sum);
          break;
        }
      }
    }
    String best = "";
    int most = 0;
    for (var vote : votes.entrySet()) {
      if (vote.getValue() > most) {
        best = vote.getKey();
        most = vote.getValue();
      }
    }
    return best;
  }
}
