package io.thalweg.server.admin.queue;

import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.manage.ManageCommand.Examine;
import io.thalweg.core.queue.manage.ManageCommand.Examined;
import io.thalweg.core.queue.manage.ManageCommand.Open;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Refusal;
import java.util.concurrent.TimeUnit;

/// Goes through the events of a queue that are not done, in one partition.
///
/// @param partition its index
record OpenEvents(Orders orders, QueueName queue, int partition) {
  /// A request that takes longer ends, and says where to go on.
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /// What is done with each.
  interface Each {
    /// The event that `reader` stands on; false: no more of them. What is done may move the reader.
    boolean event(EventReader reader, Open open) throws Refusal;
  }

  /// Calls `each` for events from `from` to before `before`, but not for dead letters of which a
  /// copy is made. Returns where to go on: at `before` or behind it if that was all.
  long forEach(long from, long before, Each each) throws Refusal {
    long deadline = System.nanoTime() + MOST_NANOS;
    StoredEvents stored = new StoredEvents(orders);
    EventReader reader = null;
    long at = from;
    while (at < before) {
      Examine examine = new Examine(queue, partition, at, Examine.MOST);
      Examined some = orders.answer(examine, Examined.class, QueueLists.subject(queue));
      reader = reader == null ? new EventReader(stored, some.partition()) : reader;
      for (Open open : some.open()) {
        if (open.offset() >= before || System.nanoTime() > deadline) {
          return open.offset();
        }
        boolean first = !open.dying() && reader.find(open.offset());
        first = first && (reader.event().attributes() & EventMarks.WENT_BEFORE) == 0;
        if (first && !each.event(reader, open)) {
          return open.offset() + 1;
        }
      }
      at = some.next();
      if (at >= some.end()) {
        return Long.MAX_VALUE;
      }
    }
    return at;
  }
}
