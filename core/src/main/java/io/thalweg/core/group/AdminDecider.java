package io.thalweg.core.group;

import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.Describe;
import io.thalweg.core.group.GroupCommand.Description;
import io.thalweg.core.group.GroupCommand.Descriptions;
import io.thalweg.core.group.GroupCommand.Listed;
import io.thalweg.core.group.GroupCommand.Listing;
import io.thalweg.core.group.GroupCommand.RemoveOffsets;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What administrators ask: which groups there are, how they are, and that they go.
final class AdminDecider {
  private final GroupView groups;
  private final LiveGroups lives;

  AdminDecider(GroupView groups, LiveGroups lives) {
    this.groups = groups;
    this.lives = lives;
  }

  void describe(Turn turn, Describe describe) {
    List<Description> all = new ArrayList<>();
    for (String name : describe.groups()) {
      all.add(description(new Roster(groups, lives.at(name))));
      lives.tidy(name);
    }
    turn.reply(new Descriptions(Problem.NONE, Collections.unmodifiableList(all)));
  }

  private static Description description(Roster roster) {
    if (!roster.exists()) {
      return new Description(roster.name, null, "", "", List.of());
    }
    Group group = roster.group();
    return new Description(
        roster.name,
        roster.phase(),
        roster.protocolType(),
        group == null ? "" : group.protocol(),
        Collections.unmodifiableList(roster.members()));
  }

  /// Groups with a past by their age, then those whose first members are joining.
  void list(Turn turn) {
    List<Listing> all = new ArrayList<>();
    for (Group group : groups.groups()) {
      LiveGroup live = lives.find(group.name());
      all.add(
          live == null
              ? new Listing(group.name(), group.phase(), group.protocolType())
              : listing(new Roster(groups, live)));
    }
    for (LiveGroup live : lives.all()) {
      if (live.round != null && groups.named(live.name) == null) {
        all.add(listing(new Roster(groups, live)));
      }
    }
    turn.reply(new Listed(Problem.NONE, Collections.unmodifiableList(all)));
  }

  private static Listing listing(Roster roster) {
    return new Listing(roster.name, roster.phase(), roster.protocolType());
  }

  void delete(Turn turn, Roster roster) {
    Group group = roster.group();
    if (!roster.exists()) {
      turn.reply(new Reply.Done(Problem.UNKNOWN_GROUP));
    } else if (group == null || roster.phase() != Phase.EMPTY) {
      turn.reply(new Reply.Done(Problem.NON_EMPTY_GROUP));
    } else {
      GroupRemoved.write(turn, group.id());
      turn.reply(Reply.Done.OK);
    }
  }

  void removeOffsets(Turn turn, Roster roster, RemoveOffsets remove) {
    if (!roster.exists()) {
      turn.reply(new Reply.Done(Problem.UNKNOWN_GROUP));
    } else if (!roster.members().equals(remove.seen())) {
      turn.reply(new Reply.Done(Problem.TRY_AGAIN));
    } else {
      removeOffsets(turn, roster.group(), remove.partitions());
      turn.reply(Reply.Done.OK);
    }
  }

  private void removeOffsets(Turn turn, @Nullable Group group, List<Long> partitions) {
    if (group == null) {
      return;
    }
    for (long partition : partitions) {
      if (groups.offset(group.id(), partition) != null) {
        OffsetRemoved.write(turn, group.id(), partition);
      }
    }
  }
}
