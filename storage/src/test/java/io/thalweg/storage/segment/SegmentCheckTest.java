package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.segment.kafka.KafkaSegment;
import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import io.thalweg.storage.segment.kafka.Sidecar;
import io.thalweg.storage.segment.kafka.SidecarWriter;
import io.thalweg.storage.segment.run.NewRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Segments that nobody damaged, and such as no disk could damage: every checksum is right, yet
/// what they say does not agree.
class SegmentCheckTest implements SegmentCheck.Findings {
  private record Found(Damage damage, long from, long to) {}

  private final TinyDisk disk = new TinyDisk();
  private final List<Found> found = new ArrayList<>();
  private SamplePlan sample = new SamplePlan(1000);
  private SegmentInfo info;

  @Override
  public void damaged(SegmentInfo segment, Damage damage, long from, long to) {
    found.add(new Found(damage, from, to));
  }

  @Override
  public void read(long bytes) {}

  private SegmentCheck check() {
    found.clear();
    SegmentCheck check = new SegmentCheck(disk, this, info.bytes());
    check.check(List.of(info));
    return check;
  }

  private void flush() throws IOException {
    info = new SegmentFlusher(disk, sample::read).flush(sample.plan()).getFirst();
  }

  private void dense() throws IOException {
    for (int i = 0; i < 60; i++) {
      sample.batch(2, 5000 + i, 700);
    }
    flush();
  }

  private String name(Part part) {
    return KafkaSegment.name(part, info);
  }

  /// Gives the segment the checksums of the bytes that it has now.
  private void sign() {
    SidecarWriter sidecar = new SidecarWriter(info.id());
    for (Part part : List.of(Part.LOG, Part.INDEX, Part.TIME_INDEX)) {
      sidecar.of(part).cover(ByteBuffer.wrap(disk.bytes(name(part))));
    }
    NewRun run =
        new NewRun(info.partition(), info.baseOffset(), info.endOffset(), 0, info.baseOffset());
    ByteBuffer encoded = sidecar.encode(run);
    info =
        new SegmentInfo(
            info.id(),
            false,
            info.partition(),
            info.baseOffset(),
            info.endOffset(),
            info.bytes(),
            Sidecar.checksum(encoded),
            info.maxTimestamp(),
            info.brokerTime(),
            info.cleanedTo());
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    disk.put(name(Part.SIDECAR), bytes);
  }

  private int positionOf(int number) {
    return sample.batches.subList(0, number).stream().mapToInt(b -> b.bytes().length).sum();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void nothingIsWrongWithWhatWasWritten(long seed) throws IOException {
    int largest = seed == 6 ? 150_000 : 3000;
    sample = SamplePlan.of(new Chance(seed), seed == 6 ? 60 : 600, largest);
    flush();
    SegmentCheck check = check();
    assertThat(found).isEmpty();
    assertThat(check.batches()).isEqualTo(sample.batches.size());
    assertThat(check.events())
        .isEqualTo(sample.batches.stream().mapToLong(b -> b.nextOffset() - b.baseOffset()).sum());
  }

  @ParameterizedTest
  @ValueSource(ints = {-100, -1, 1, 5})
  void offsetsThatDoNotRise(int by) throws IOException {
    dense();
    ByteBuffer log = ByteBuffer.wrap(disk.bytes(name(Part.LOG)));
    int at = positionOf(30);
    long base = log.getLong(at);
    log.putLong(at, base + by);
    sign();
    check();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().damage().file()).isEqualTo(name(Part.LOG));
    assertThat(found.getFirst().damage().position()).isEqualTo(at);
    assertThat(found.getFirst().from()).isEqualTo(base);
    assertThat(found.getFirst().to()).isEqualTo(base + 2);
  }

  @Test
  void offsetsBehindTheEnd() throws IOException {
    dense();
    ByteBuffer log = ByteBuffer.wrap(disk.bytes(name(Part.LOG)));
    int at = positionOf(59);
    log.putLong(at, log.getLong(at) + 1);
    sign();
    check();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().damage().position()).isEqualTo(at);
    assertThat(found.getFirst().to()).isEqualTo(info.endOffset());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 7, 11, 15})
  void anOffsetIndexThatSaysOtherwise(int at) throws IOException {
    dense();
    disk.bytes(name(Part.INDEX))[at] ^= (byte) 1;
    sign();
    check();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().damage().file()).isEqualTo(name(Part.INDEX));
    assertThat(found.getFirst().damage().position()).isEqualTo(at / 8 * 8L);
    assertThat(found.getFirst().from()).isEqualTo(info.baseOffset());
    assertThat(found.getFirst().to()).isEqualTo(info.endOffset());
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 19, 23})
  void aTimeIndexThatSaysOtherwise(int at) throws IOException {
    dense();
    disk.bytes(name(Part.TIME_INDEX))[at] ^= (byte) 1;
    sign();
    check();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().damage().file()).isEqualTo(name(Part.TIME_INDEX));
    assertThat(found.getFirst().damage().position()).isEqualTo(at / 12 * 12L);
  }

  @Test
  void theNextChecksSegmentIsNotTheLastOnes() throws IOException {
    dense();
    disk.bytes(name(Part.LOG))[200] ^= (byte) 1;
    check();
    assertThat(found).hasSize(1);
    disk.bytes(name(Part.LOG))[200] ^= (byte) 1;
    SegmentCheck twice = new SegmentCheck(disk, this, info.bytes());
    twice.check(List.of(info));
    twice.check(List.of(info));
    assertThat(found).hasSize(1);
    assertThat(twice.batches()).isEqualTo(120);
  }
}
