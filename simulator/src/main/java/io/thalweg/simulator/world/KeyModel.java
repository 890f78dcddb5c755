package io.thalweg.simulator.world;

import io.thalweg.simulator.event.Event;
import io.thalweg.simulator.event.StoredBatch;
import io.thalweg.simulator.told.HistoryFailed;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What compaction may leave out of a partition: what a later event of the same key has made
/// useless, and tombstones in time. The newest event of each key is always there.
final class KeyModel {
  private final PartitionModel partition;

  /// The newest offset of each key that is known.
  private final Map<ByteBuffer, Long> newest = new HashMap<>();

  /// Batches that may be anywhere, or nowhere.
  private final Set<SentBatch> unplaced = new LinkedHashSet<>();

  /// Where events were found since a reader began at the start.
  private final Set<Long> found = new HashSet<>();

  /// Where events were left out that had been there.
  private final Set<Long> leftOut = new HashSet<>();

  KeyModel(PartitionModel partition) {
    this.partition = partition;
  }

  /// `batch` will be sent.
  void sent(SentBatch batch) {
    unplaced.add(batch);
  }

  /// `batch` was refused, and will not be sent again.
  void refused(SentBatch batch) {
    unplaced.remove(batch);
  }

  /// `batch` is known to be at its offset.
  void placed(SentBatch batch) {
    unplaced.remove(batch);
    batch.all.forEach(
        (delta, event) -> {
          ByteBuffer key = event.key();
          if (key != null) {
            newest.merge(key, batch.offset + delta, Math::max);
          }
        });
  }

  /// `stored` is there.
  void found(StoredBatch stored) {
    stored.events().keySet().forEach(delta -> found.add(stored.base() + delta));
  }

  /// A reader who wanted everything from `from` on was given `stored` next: what is left out up to
  /// its end must be useless. Returns how many events are left out for the first time.
  int leftOut(long from, StoredBatch stored, long elapsed) {
    int count = 0;
    Long first = partition.placed.floorKey(from);
    for (SentBatch batch :
        partition.placed.subMap(first == null ? from : first, stored.end()).values()) {
      for (Map.Entry<Integer, Event> each : batch.all.entrySet()) {
        long offset = batch.offset + each.getKey();
        boolean there =
            offset >= stored.base() && stored.events().containsKey((int) (offset - stored.base()));
        if (!there && offset >= Math.max(from, partition.start) && offset < stored.end()) {
          HistoryFailed.unless(
              isUseless(batch, each.getValue(), offset, elapsed),
              () ->
                  "event "
                      + offset
                      + " is left out of "
                      + partition
                      + ", but "
                      + stored
                      + " is there");
          count += leftOut.add(offset) ? 1 : 0;
        }
      }
    }
    return count;
  }

  private boolean isUseless(SentBatch batch, Event event, long offset, long elapsed) {
    ByteBuffer key = event.key();
    long age = elapsed - batch.since;
    if (!partition.topic.compacts() || age < partition.topic.minLagMillis()) {
      return false;
    }
    return key == null
        || newest.getOrDefault(key, -1L) > offset
        || isDead(batch, event, elapsed)
        || unplaced.stream().anyMatch(each -> each.has(key));
  }

  private boolean isDead(SentBatch batch, Event event, long elapsed) {
    return event.isTombstone() && elapsed - batch.since >= partition.topic.tombstoneMillis();
  }

  /// A reader begins at the start.
  void reading() {
    found.clear();
  }

  /// It has come to the end: of each key the newest event must be there.
  void read(long elapsed) {
    newest.forEach(
        (key, offset) -> {
          if (offset >= partition.start && !found.contains(offset)) {
            SentBatch batch = partition.at(offset);
            Event event = batch.event(offset);
            HistoryFailed.unless(
                isDead(batch, event, elapsed)
                    || unplaced.stream().anyMatch(each -> isDead(each, key, elapsed)),
                () -> "event " + offset + " of " + partition + ", its key's newest, is not there");
          }
        });
  }

  /// Whether `batch`, which is perhaps there, ends with a tombstone of `key` that may have gone.
  private boolean isDead(SentBatch batch, ByteBuffer key, long elapsed) {
    return batch.all.values().stream()
        .anyMatch(event -> key.equals(event.key()) && isDead(batch, event, elapsed));
  }
}
