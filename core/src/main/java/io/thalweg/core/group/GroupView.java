package io.thalweg.core.group;

import java.util.Collection;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What deciders may know of groups and committed offsets.
public interface GroupView {
  /// The group of that name, or null.
  @Nullable Group named(String name);

  /// All groups, by id.
  Collection<Group> groups();

  /// The group with the smallest id that is at least `id`, or null.
  @Nullable Group atOrAfter(long id);

  /// Their number.
  int count();

  /// Members of all groups.
  int members();

  /// Committed offsets of all groups.
  int offsets();

  /// Calls `each` for the first `most` committed offsets, by group and partition.
  void forEachOffset(int most, BiConsumer<Group, CommittedOffset> each);

  /// An upper bound of the journal bytes that stating everything takes.
  long bytes();

  /// What `group` (an id) committed for `partition`, or null.
  @Nullable CommittedOffset offset(long group, long partition);

  /// All that `group` (an id) committed, by partition; a copy.
  Collection<CommittedOffset> offsets(long group);
}
