package io.thalweg.server.metrics;

import io.thalweg.core.memory.BlockPool;
import io.thalweg.server.metrics.Families.Unit;
import io.thalweg.storage.local.CompactionStats;
import io.thalweg.storage.local.FlushStats;
import io.thalweg.storage.local.LocalStorage;
import io.thalweg.storage.local.MergeStats;
import io.thalweg.storage.local.ReadStats;
import io.thalweg.storage.local.SpaceWatch;
import io.thalweg.storage.ring.JournalStats;

/// The journal, blocks, segments and reads of older events.
record StorageTable(LocalStorage storage, BlockPool blocks) implements Table {
  private static final String FROM = "from";

  @Override
  public void fill(Families into) {
    journal(into, storage.journalStats());
    into.gauge("thalweg_ring_files", "Files of the journal", storage.journalFiles());
    blocks(into);
    flushes(into, storage.flushStats());
    merges(into, storage.mergeStats());
    space(into, storage.space());
    compactions(into, storage.compactionStats());
    reads(into, storage.readStats());
  }

  private static void journal(Families into, JournalStats journal) {
    into.histogram(
        "thalweg_journal_group_bytes",
        "Bytes that were written and synced together",
        Unit.AS_COUNTED,
        journal.groupBytes());
    into.histogram(
        "thalweg_journal_group_entries",
        "Entries that were written and synced together",
        Unit.AS_COUNTED,
        journal.groupEntries());
    into.histogram(
        "thalweg_journal_sync_duration_seconds",
        "How long the sync of a group took",
        Unit.SECONDS,
        journal.syncNanos());
    into.counter(
        "thalweg_ring_files_retired_total",
        "Files of the journal of which nothing was needed any more, to be written again",
        journal.retiredFiles().get());
  }

  private void blocks(Families into) {
    int limit = blocks.limit();
    into.gauge("thalweg_blocks", "Memory blocks that there may be", limit);
    into.gauge("thalweg_blocks_used", "Memory blocks in use", limit - blocks.available());
    into.gauge("thalweg_block_size_bytes", "Size of a memory block", blocks.blockBytes());
  }

  private static void flushes(Families into, FlushStats flushes) {
    into.histogram(
        "thalweg_flush_duration_seconds",
        "How long writing and syncing a segment took",
        Unit.SECONDS,
        flushes.nanos());
    into.counter(
        "thalweg_flush_bytes_total", "Bytes of events written to segments", flushes.bytes().get());
    into.counter(
        "thalweg_flush_failures_total",
        "Segments that could not be written",
        flushes.failures().get());
  }

  private static void merges(Families into, MergeStats merges) {
    into.histogram(
        "thalweg_merge_duration_seconds",
        "How long a merge took, with its pauses",
        Unit.SECONDS,
        merges.nanos());
    into.counter(
        "thalweg_merge_read_bytes_total",
        "Bytes read of segments to be merged",
        merges.bytesRead().get());
    into.counter(
        "thalweg_merge_written_bytes_total",
        "Bytes of events written to merged segments",
        merges.bytesWritten().get());
    into.counter(
        "thalweg_merge_failures_total",
        "Merges that could not be carried out",
        merges.failures().get());
  }

  private static void space(Families into, SpaceWatch space) {
    into.gauge("thalweg_disk_free_bytes", "Bytes free where the data is", space.freeBytes());
    into.gauge(
        "thalweg_disk_needed_bytes",
        "Free bytes that are kept for what is already there",
        space.neededBytes());
    into.gauge(
        "thalweg_disk_full",
        "1 while events are refused since fewer are free, else 0",
        space.isFull() ? 1 : 0);
  }

  private static void compactions(Families into, CompactionStats compactions) {
    into.counter(
        "thalweg_compaction_runs_total",
        "Ranges of partitions that were compacted",
        compactions.runs().get());
    into.counter(
        "thalweg_compaction_read_bytes_total",
        "Bytes of batches before they were compacted",
        compactions.bytesRead().get());
    into.counter(
        "thalweg_compaction_written_bytes_total",
        "Bytes of what was left of them",
        compactions.bytesWritten().get());
  }

  private static void reads(Families into, ReadStats reads) {
    into.counters(
        "thalweg_cold_reads_total",
        "Requests for events that no block holds, by where their answer came from",
        values -> {
          long fromDisk = 0;
          for (long count : reads.nanos().counts()) {
            fromDisk += count;
          }
          values.add(fromDisk, FROM, "disk");
          values.add(reads.aheadReads(), FROM, "ahead");
        });
    into.counters(
        "thalweg_cold_read_bytes_total",
        "Bytes of events in those answers",
        values -> {
          values.add(reads.bytes().get(), FROM, "disk");
          values.add(reads.aheadBytes(), FROM, "ahead");
        });
    into.histogram(
        "thalweg_cold_read_duration_seconds",
        "How long a read from disk took",
        Unit.SECONDS,
        reads.nanos());
    into.counter(
        "thalweg_cold_read_failures_total", "Reads that found damage", reads.failures().get());
  }
}
