package io.thalweg.core.group;

import io.thalweg.core.turn.Restatable;
import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Groups and committed offsets, changed by records only. An offset is an aggregate of its own and
/// may be stated before its group is.
public final class GroupState extends Restatable implements GroupView {
  private final class GroupSeat extends Stated {
    Group group;
    int bytes;

    GroupSeat(Group group) {
      this.group = group;
      this.bytes = group.bytes();
    }

    void set(Group next) {
      statedBytes -= bytes;
      memberCount += next.members().size() - group.members().size();
      group = next;
      bytes = next.bytes();
      statedBytes += bytes;
    }

    @Override
    protected int restateBytes() {
      return bytes;
    }

    @Override
    protected void restate(Turn turn) {
      GroupStated.write(turn, group);
    }

    @Override
    public String toString() {
      return "group " + group.name();
    }
  }

  private final class OffsetSeat extends Stated {
    final long group;
    CommittedOffset offset;

    OffsetSeat(long group, CommittedOffset offset) {
      this.group = group;
      this.offset = offset;
    }

    @Override
    protected int restateBytes() {
      return offset.bytes();
    }

    /// An offset in a partition that is no more isn't stated again.
    @Override
    protected void restate(Turn turn) {
      if (partitionExists.test(offset.partition())) {
        OffsetCommitted.write(turn, group, offset);
      } else {
        OffsetRemoved.write(turn, group, offset.partition());
      }
    }

    @Override
    public String toString() {
      return "an offset of group " + group;
    }
  }

  private final LongPredicate partitionExists;
  private final TreeMap<Long, GroupSeat> groups = new TreeMap<>();
  private final HashMap<String, Long> names = new HashMap<>();
  private final TreeMap<Long, TreeMap<Long, OffsetSeat>> offsets = new TreeMap<>();
  private long statedBytes;
  private int memberCount;
  private int offsetCount;

  /// `partitionExists` says of a partition's aggregate id whether there (still) is one.
  public GroupState(LongPredicate partitionExists) {
    this.partitionExists = partitionExists;
  }

  void state(Group group, long position) {
    GroupSeat seat = groups.get(group.id());
    if (seat == null) {
      seat = new GroupSeat(group);
      statedBytes += seat.bytes;
      memberCount += group.members().size();
      groups.put(group.id(), seat);
      names.put(group.name(), group.id());
    } else {
      seat.set(group);
    }
    order.stated(seat, position);
  }

  void removeMembers(long id, List<String> members, long nowMillis) {
    GroupSeat seat = groups.get(id);
    if (seat != null) {
      seat.set(seat.group.without(members, nowMillis));
    }
  }

  void remove(long id) {
    GroupSeat seat = groups.remove(id);
    if (seat != null) {
      statedBytes -= seat.bytes;
      memberCount -= seat.group.members().size();
      order.forget(seat);
      names.remove(seat.group.name());
    }
    forgetOffsets(offsets.remove(id));
  }

  void commit(long group, CommittedOffset offset, long position) {
    TreeMap<Long, OffsetSeat> own = offsets.computeIfAbsent(group, _ -> new TreeMap<>());
    OffsetSeat seat = own.get(offset.partition());
    if (seat == null) {
      seat = new OffsetSeat(group, offset);
      own.put(offset.partition(), seat);
      offsetCount++;
    } else {
      statedBytes -= seat.offset.bytes();
      seat.offset = offset;
    }
    statedBytes += offset.bytes();
    order.stated(seat, position);
  }

  void removeOffset(long group, long partition) {
    TreeMap<Long, OffsetSeat> own = offsets.get(group);
    OffsetSeat seat = own == null ? null : own.remove(partition);
    if (own == null || seat == null) {
      return;
    }
    forget(seat);
    if (own.isEmpty()) {
      offsets.remove(group);
    }
  }

  private void forgetOffsets(@Nullable Map<Long, OffsetSeat> gone) {
    if (gone != null) {
      gone.values().forEach(this::forget);
    }
  }

  private void forget(OffsetSeat seat) {
    statedBytes -= seat.offset.bytes();
    offsetCount--;
    order.forget(seat);
  }

  @Override
  public @Nullable Group named(String name) {
    Long id = names.get(name);
    GroupSeat seat = id == null ? null : groups.get(id);
    return seat == null ? null : seat.group;
  }

  @Override
  public Collection<Group> groups() {
    List<Group> all = new ArrayList<>(groups.size());
    for (GroupSeat seat : groups.values()) {
      all.add(seat.group);
    }
    return all;
  }

  @Override
  public @Nullable Group atOrAfter(long id) {
    Map.Entry<Long, GroupSeat> entry = groups.ceilingEntry(id);
    return entry == null ? null : entry.getValue().group;
  }

  @Override
  public int count() {
    return groups.size();
  }

  @Override
  public int members() {
    return memberCount;
  }

  @Override
  public int offsets() {
    return offsetCount;
  }

  @Override
  public void forEachOffset(int most, BiConsumer<Group, CommittedOffset> each) {
    int left = most;
    for (Map.Entry<Long, TreeMap<Long, OffsetSeat>> own : offsets.entrySet()) {
      GroupSeat group = groups.get(own.getKey());
      if (group == null) {
        continue;
      }
      for (OffsetSeat seat : own.getValue().values()) {
        if (left-- == 0) {
          return;
        }
        each.accept(group.group, seat.offset);
      }
    }
  }

  @Override
  public long bytes() {
    return statedBytes;
  }

  @Override
  public @Nullable CommittedOffset offset(long group, long partition) {
    TreeMap<Long, OffsetSeat> own = offsets.get(group);
    OffsetSeat seat = own == null ? null : own.get(partition);
    return seat == null ? null : seat.offset;
  }

  @Override
  public Collection<CommittedOffset> offsets(long group) {
    TreeMap<Long, OffsetSeat> own = offsets.get(group);
    List<CommittedOffset> all = new ArrayList<>();
    if (own != null) {
      own.values().forEach(seat -> all.add(seat.offset));
    }
    return all;
  }

  /// Offsets whose group is gone go, too.
  @Override
  public void replayed() {
    for (Long group : List.copyOf(offsets.keySet())) {
      if (!groups.containsKey(group)) {
        forgetOffsets(offsets.remove(group));
      }
    }
  }
}
