package io.thalweg.checks.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.tools.KafkaTool;
import io.thalweg.core.base.Chance;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.storage.segment.SegmentFlusher;
import io.thalweg.storage.segment.SegmentReads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kafka-dump-log`, as Kafka ships it, reads our segments.
class DumpLogTest {
  private static final long BASE = 5_000_000_000L;
  private static final Pattern BATCH =
      Pattern.compile("baseOffset: (\\d+) lastOffset: (\\d+) count: (\\d+) .* isvalid: (\\w+)");

  private static final List<Compression> CODECS =
      List.of(
          Compression.NONE,
          Compression.gzip().build(),
          Compression.snappy().build(),
          Compression.lz4().build(),
          Compression.zstd().build());

  @TempDir Path folder;
  private final List<MemoryRecords> batches = new ArrayList<>();
  private final List<Extent> extents = new ArrayList<>();
  private long nextOffset = BASE + 3;
  private SegmentInfo segment;

  @BeforeEach
  void flush() throws IOException {
    Chance chance = new Chance(11);
    long maxTimestamp = 0;
    for (int i = 0; i < 500; i++) {
      nextOffset += i % 50 == 0 ? 7 : 0;
      long timestamp = 1_700_000_000_000L + 10L * i + chance.nextInt(50);
      maxTimestamp = Math.max(maxTimestamp, timestamp);
      add(CODECS.get(i % CODECS.size()), events(1 + chance.nextInt(9), timestamp, chance));
    }
    FlushPlan.Part part = new FlushPlan.Part(7, BASE, nextOffset, 1, maxTimestamp, extents);
    FlushPlan plan = new FlushPlan(19, false, List.of(part));
    segment = new SegmentFlusher(new FolderDisk(folder), this::read).flush(plan).getFirst();
  }

  private void add(Compression codec, SimpleRecord[] events) {
    MemoryRecords batch = MemoryRecords.withRecords(nextOffset, codec, events);
    extents.add(new Extent(batches.size(), 0, batch.sizeInBytes(), nextOffset, null));
    batches.add(batch);
    nextOffset += events.length;
  }

  private static SimpleRecord[] events(int count, long timestamp, Chance chance) {
    SimpleRecord[] events = new SimpleRecord[count];
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[chance.nextInt(3000)];
      for (int at = 0; at < value.length; at++) {
        value[at] = (byte) chance.nextLong();
      }
      events[i] = new SimpleRecord(timestamp - i, null, value);
    }
    return events;
  }

  private void read(Extent extent, ByteBuffer into) {
    into.put(batches.get((int) extent.position()).buffer());
  }

  @Test
  void everyBatchIsValidAndAllAreThere() throws Exception {
    String dump = dump(folder.resolve(file(".log")));
    Matcher seen = BATCH.matcher(dump);
    for (int i = 0; i < batches.size(); i++) {
      long base = extents.get(i).baseOffset();
      long next = i + 1 < batches.size() ? batches.get(i).firstBatch().nextOffset() : nextOffset;
      assertThat(seen.find()).isTrue();
      assertThat(Long.parseLong(seen.group(1))).isEqualTo(base);
      assertThat(Long.parseLong(seen.group(2))).isEqualTo(next - 1);
      assertThat(Long.parseLong(seen.group(3))).isEqualTo(next - base);
      assertThat(seen.group(4)).isEqualTo("true");
    }
    assertThat(seen.find()).isFalse();
    assertThat(dump).contains("Log starting offset: " + BASE);
  }

  /// The tool finds the log of an index by Kafka's name: so under that name, beside it.
  @Test
  void bothIndexesFitTheLog() throws Exception {
    for (String suffix : List.of(".log", ".index", ".timeindex")) {
      Files.copy(folder.resolve(file(suffix)), folder.resolve(BASE_NAME + suffix));
    }
    for (String suffix : List.of(".index", ".timeindex")) {
      Path index = folder.resolve(BASE_NAME + suffix);
      assertThat(dump(index).lines().count()).isGreaterThan(segment.bytes() / 40_000);
    }
  }

  @Test
  void whatTheToolReadsWeReadToo() throws IOException {
    Block block = new BlockPool(1 << 20, 1).take();
    try (SegmentReads reads =
        new SegmentReads(new FolderDisk(folder), 1, 1 << 20, Assertions::fail)) {
      long events = batches.stream().mapToLong(DumpLogTest::count).sum();
      assertThat(reads.verify(segment, block)).isEqualTo(events);
    }
  }

  private static long count(MemoryRecords batch) {
    return batch.firstBatch().nextOffset() - batch.firstBatch().baseOffset();
  }

  private static final String BASE_NAME = String.format("%020d", BASE);

  private static String file(String suffix) {
    return BASE_NAME + ".p7s19" + suffix;
  }

  /// What the tool prints; it must find nothing wrong.
  private String dump(Path file) throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Path errors = folder.resolve("errors.txt");
    Process tool =
        new ProcessBuilder(KafkaTool.DUMP_LOG.line("--files", file.toString()))
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(tool.waitFor(1, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(errors).replaceAll("(?m)^SLF4J.*\\R", "");
    assertThat(said.replaceAll("(?m)^(Non-consecutive offsets in|  \\d+ is followed by) .*\\R", ""))
        .isEmpty(); // holes are ours, and no fault
    assertThat(tool.exitValue()).isZero();
    return Files.readString(out);
  }
}
