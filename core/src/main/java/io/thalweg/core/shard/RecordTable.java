package io.thalweg.core.shard;

import io.thalweg.core.access.AccessState;
import io.thalweg.core.access.NamespaceRemoved;
import io.thalweg.core.access.NamespaceStated;
import io.thalweg.core.access.PermissionRemoved;
import io.thalweg.core.access.PermissionStated;
import io.thalweg.core.access.UserRemoved;
import io.thalweg.core.access.UserStated;
import io.thalweg.core.base.Check;
import io.thalweg.core.exchange.Bound;
import io.thalweg.core.exchange.ExchangeRemoved;
import io.thalweg.core.exchange.ExchangeState;
import io.thalweg.core.exchange.ExchangeStated;
import io.thalweg.core.exchange.NamespaceCleared;
import io.thalweg.core.exchange.QueueUnbound;
import io.thalweg.core.exchange.Unbound;
import io.thalweg.core.group.GroupRemoved;
import io.thalweg.core.group.GroupState;
import io.thalweg.core.group.GroupStated;
import io.thalweg.core.group.MembersRemoved;
import io.thalweg.core.group.OffsetCommitted;
import io.thalweg.core.group.OffsetRemoved;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.queue.CursorStated;
import io.thalweg.core.queue.Finished;
import io.thalweg.core.queue.Noted;
import io.thalweg.core.queue.PageStated;
import io.thalweg.core.queue.Paused;
import io.thalweg.core.queue.QueueRemoved;
import io.thalweg.core.queue.QueueState;
import io.thalweg.core.queue.QueueStated;
import io.thalweg.core.queue.Sought;
import io.thalweg.core.queue.Weighed;
import io.thalweg.core.topic.Appended;
import io.thalweg.core.topic.AppendedShared;
import io.thalweg.core.topic.IdsAdvanced;
import io.thalweg.core.topic.LogStartMoved;
import io.thalweg.core.topic.PartitionStated;
import io.thalweg.core.topic.SegmentAdded;
import io.thalweg.core.topic.SegmentRemoved;
import io.thalweg.core.topic.TopicDeleted;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.topic.TopicStated;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every kind of record, by its number, and the state that it changes.
final class RecordTable {
  /// Kinds of topics, partitions and segments.
  static final List<RecordKind<TopicState>> TOPIC_KINDS =
      List.of(
          IdsAdvanced.V1,
          TopicStated.V1,
          TopicStated.V2,
          TopicStated.V3,
          TopicStated.V4,
          TopicDeleted.V1,
          PartitionStated.V1,
          Appended.V1,
          AppendedShared.BodyStored.V1,
          AppendedShared.V1,
          LogStartMoved.V1,
          SegmentAdded.V1,
          SegmentAdded.V2,
          SegmentRemoved.V1);

  /// Kinds of exchanges and bindings.
  static final List<RecordKind<ExchangeState>> EXCHANGE_KINDS =
      List.of(
          ExchangeStated.V1,
          ExchangeRemoved.V1,
          Bound.V1,
          Unbound.V1,
          QueueUnbound.V1,
          NamespaceCleared.V1);

  /// Kinds of queues and cursors.
  static final List<RecordKind<QueueState>> QUEUE_KINDS =
      List.of(
          QueueStated.V1,
          QueueStated.V2,
          QueueStated.V3,
          QueueRemoved.V1,
          CursorStated.V1,
          Sought.V1,
          PageStated.V1,
          Finished.V1,
          Noted.V1,
          Paused.V1,
          Weighed.V1);

  /// Kinds of namespaces, users and permissions.
  static final List<RecordKind<AccessState>> ACCESS_KINDS =
      List.of(
          NamespaceStated.V1,
          NamespaceRemoved.V1,
          UserStated.V1,
          UserRemoved.V1,
          PermissionStated.V1,
          PermissionRemoved.V1);

  /// Kinds of groups and committed offsets.
  static final List<RecordKind<GroupState>> GROUP_KINDS =
      List.of(
          GroupStated.V1, GroupRemoved.V1, OffsetCommitted.V1, OffsetRemoved.V1, MembersRemoved.V1);

  private static final int KINDS = 256;

  private record Row<S>(RecordKind<S> kind, S state) {
    void apply(RecordReader in) {
      kind.apply(in, state);
    }
  }

  private final @Nullable Row<?>[] table = new Row<?>[KINDS];

  <S> void bind(List<RecordKind<S>> kinds, S state) {
    for (RecordKind<S> kind : kinds) {
      Check.that(table[kind.id()] == null, "expected one kind of record with number " + kind.id());
      table[kind.id()] = new Row<>(kind, state);
    }
  }

  /// Applies one record of the kind numbered `id`.
  void apply(int id, RecordReader in) {
    Row<?> row = id >= 0 && id < KINDS ? table[id] : null;
    if (row == null) {
      throw new UnknownRecordException(id);
    }
    row.apply(in);
  }
}
