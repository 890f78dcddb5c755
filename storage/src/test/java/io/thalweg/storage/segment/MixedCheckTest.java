package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.segment.run.Pieces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Mixed segments that nobody damaged, such as a disk damaged, and such as none could: every
/// checksum is right, yet what they say does not agree.
class MixedCheckTest implements SegmentCheck.Findings {
  private static final String FILE = "m19.mixed";
  private static final int RUN_BYTES = 64;
  private static final int ENTRY_BYTES = 32;

  private record Found(long partition, Damage damage, long from, long to) {}

  /// A batch where it lies.
  private record Place(int number, int position, SamplePlan.Batch batch) {
    int end() {
      return position + batch.bytes().length;
    }
  }

  private final TinyDisk disk = new TinyDisk();
  private final List<Found> found = new ArrayList<>();
  private long read;
  private SampleRuns all = new SampleRuns();
  private List<SegmentInfo> runs = new ArrayList<>();

  @Override
  public void damaged(SegmentInfo run, Damage damage, long from, long to) {
    found.add(new Found(run.partition(), damage, from, to));
  }

  @Override
  public void read(long bytes) {
    read += bytes;
  }

  private SegmentCheck check() {
    found.clear();
    read = 0;
    SegmentCheck check = new SegmentCheck(disk, this, batchBytes());
    check.check(runs);
    return check;
  }

  private void flush(SampleRuns samples) throws IOException {
    all = samples;
    runs = new ArrayList<>(all.flush(disk, all.rest(19)));
  }

  /// Ten runs of 10, 20, … batches of 1.5 KB.
  private void dense() throws IOException {
    SampleRuns samples = new SampleRuns();
    for (int i = 0; i < 10; i++) {
      SamplePlan sample = new SamplePlan(1000L * i);
      for (int batch = 0; batch < 10 * (i + 1); batch++) {
        sample.batch(2, 5000 + batch % 7 + batch / 3, 700);
      }
      samples.add(sample);
    }
    flush(samples);
  }

  private int batchBytes() {
    byte[] file = disk.bytes(FILE);
    return file.length < 32 ? 0 : (int) ByteBuffer.wrap(file).getLong(file.length - 24);
  }

  private List<Place> places() {
    List<Place> places = new ArrayList<>();
    int position = 0;
    for (int number = 0; number < all.samples.size(); number++) {
      for (SamplePlan.Batch batch : all.samples.get(number).batches) {
        places.add(new Place(number, position, batch));
        position += batch.bytes().length;
      }
    }
    return places;
  }

  private void flip(int position) {
    disk.bytes(FILE)[position] ^= (byte) 0x10;
  }

  /// Gives the segment the checksums of the bytes that it has now.
  private void sign() {
    ByteBuffer file = ByteBuffer.wrap(disk.bytes(FILE));
    Pieces.Gathered pieces = new Pieces.Gathered(19, 4);
    pieces.cover(file.slice(0, batchBytes()));
    pieces.putTo(file.position(file.limit() - 32 - pieces.encodedBytes()));
    int checksum = Pieces.plain(file.slice(batchBytes(), file.limit() - batchBytes()));
    runs.replaceAll(
        run ->
            new SegmentInfo(
                run.id(),
                true,
                run.partition(),
                run.baseOffset(),
                run.endOffset(),
                run.bytes(),
                checksum,
                run.maxTimestamp(),
                run.brokerTime(),
                run.cleanedTo()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void nothingIsWrongWithWhatWasWritten(long seed) throws IOException {
    Chance chance = new Chance(seed);
    flush(SampleRuns.of(chance, 1 + chance.nextInt(40), 60, seed == 6 ? 150_000 : 9000));
    SegmentCheck check = check();
    assertThat(found).isEmpty();
    assertThat(read).isEqualTo(disk.bytes(FILE).length);
    assertThat(check.batches()).isEqualTo(places().size());
    assertThat(check.events())
        .isEqualTo(
            places().stream()
                .mapToLong(place -> place.batch.nextOffset() - place.batch.baseOffset())
                .sum());
    runs.removeIf(_ -> runs.size() > 1 && chance.nextInt(3) > 0);
    check();
    assertThat(found).isEmpty();
    assertThat(read).isEqualTo(disk.bytes(FILE).length);
  }

  @Test
  void eachDamagedBatchIsNamedAndNoOther() throws IOException {
    dense();
    for (Place place : places()) {
      flip(place.position + 100);
      check();
      SamplePlan.Batch batch = place.batch;
      assertThat(found).hasSize(1);
      assertThat(found.getFirst().damage.file()).isEqualTo(FILE);
      assertThat(found.getFirst().damage.position()).isEqualTo(place.position);
      assertThat(found.getFirst())
          .isEqualTo(
              new Found(
                  SampleRuns.partition(place.number),
                  found.getFirst().damage,
                  batch.baseOffset(),
                  batch.nextOffset()));
      flip(place.position + 100);
    }
  }

  @Test
  void everyByteInFrontOfABatchIsNamed() throws IOException {
    dense();
    List<Place> places = places();
    for (int number : new int[] {0, 9, 10, 100, 101, 549}) {
      Place place = places.get(number);
      for (int at = 0; at < BatchHeader.BYTES; at++) {
        flip(place.position + at);
        check();
        assertThat(found)
            .as("byte %d of batch %d", at, number)
            .anyMatch(
                each ->
                    each.partition == SampleRuns.partition(place.number)
                        && each.from <= place.batch.baseOffset()
                        && each.to >= place.batch.nextOffset());
        flip(place.position + at);
      }
    }
  }

  @Test
  void everyDamageIsTold() throws IOException {
    dense();
    List<Place> places = places();
    int[] numbers = {2, 12, 13, 60, 200, 300, 549};
    for (int number : numbers) {
      flip(places.get(number).position + 100);
    }
    check();
    assertThat(found.stream().map(each -> each.damage.position()))
        .containsExactly(
            Arrays.stream(numbers)
                .filter(number -> number != 13)
                .mapToObj(number -> (long) places.get(number).position)
                .toArray(Long[]::new));
    assertThat(found.get(1).to).isEqualTo(places.get(13).batch.nextOffset());
  }

  @Test
  void whatBelongsToNobodyIsNoDamageUnlessItSharesAPiece() throws IOException {
    dense();
    runs.removeIf(run -> run.partition() > SampleRuns.partition(2));
    Place last = places().stream().filter(place -> place.number == 2).toList().getLast();
    int shared = (int) Pieces.roundUp(last.end());
    for (int position : new int[] {shared, shared + 70_000, batchBytes() - 1}) {
      flip(position);
      check();
      assertThat(found).isEmpty();
      assertThat(read).isEqualTo(disk.bytes(FILE).length);
      flip(position);
    }
    flip(shared - 1);
    check();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().partition).isEqualTo(SampleRuns.partition(2));
    assertThat(found.getFirst().damage.position()).isEqualTo(shared - Pieces.BYTES);
    assertThat(found.getFirst().to).isEqualTo(last.batch.nextOffset());
  }

  @Test
  void aDamagedDirectoryConcernsEveryRun() throws IOException {
    dense();
    for (int at = batchBytes(); at < disk.bytes(FILE).length; at += 3) {
      flip(at);
      expectEveryRun();
      flip(at);
    }
  }

  @Test
  void otherLengthsConcernEveryRun() throws IOException {
    dense();
    byte[] bytes = disk.bytes(FILE);
    for (int length : new int[] {0, 1, 31, 32, 5000, bytes.length - 1, bytes.length + 1}) {
      disk.put(FILE, Arrays.copyOf(bytes, length));
      expectEveryRun();
    }
    disk.delete(FILE);
    disk.put("m20.mixed", bytes);
    runs.replaceAll(run -> run);
    found.clear();
    new SegmentCheck(disk, this, 1).check(runs);
    assertThat(found).hasSize(10).allMatch(each -> each.damage.what().contains("missing"));
  }

  private void expectEveryRun() {
    check();
    assertThat(found.stream().map(each -> each.partition))
        .containsExactlyElementsOf(runs.stream().map(SegmentInfo::partition).toList());
    for (int i = 0; i < runs.size(); i++) {
      assertThat(found.get(i).damage.file()).isEqualTo(FILE);
      assertThat(found.get(i).from).isEqualTo(runs.get(i).baseOffset());
      assertThat(found.get(i).to).isEqualTo(runs.get(i).endOffset());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-100, -1, 1, 5})
  void offsetsThatDoNotRise(int by) throws IOException {
    dense();
    Place place = places().get(110);
    ByteBuffer file = ByteBuffer.wrap(disk.bytes(FILE));
    file.putLong(place.position, file.getLong(place.position) + by);
    sign();
    check();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().partition).isEqualTo(SampleRuns.partition(place.number));
    assertThat(found.getFirst().damage.position()).isEqualTo(place.position);
  }

  @Test
  void anotherRunsBatchIsNamed() throws IOException {
    dense();
    Place place = places().get(160);
    byte[] foreign = places().get(70).batch.bytes();
    System.arraycopy(foreign, 0, disk.bytes(FILE), place.position, foreign.length);
    sign();
    check();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().partition).isEqualTo(SampleRuns.partition(place.number));
    assertThat(found.getFirst().from).isEqualTo(place.batch.baseOffset());
  }

  /// Of an entry: offset, position, timestamp, offset of the timestamp.
  @ParameterizedTest
  @ValueSource(ints = {7, 15, 23, 31})
  void anEntryThatSaysOtherwise(int field) throws IOException {
    dense();
    int entry = batchBytes() + 10 * RUN_BYTES + 2 * ENTRY_BYTES;
    flipLow(entry + field);
    sign();
    check();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().damage.position()).isEqualTo(entry);
  }

  private void flipLow(int position) {
    disk.bytes(FILE)[position] ^= (byte) 1;
  }

  /// Of a run: partition, base offset, end offset, bytes, largest timestamp, its offset.
  @ParameterizedTest
  @ValueSource(ints = {7, 15, 23, 39, 47, 55})
  void aRunThatIsDescribedOtherwise(int field) throws IOException {
    dense();
    int run = batchBytes() + 4 * RUN_BYTES;
    flipLow(run + field);
    sign();
    check();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().damage.position()).isEqualTo(run);
    assertThat(found.getFirst().partition).isEqualTo(SampleRuns.partition(4));
  }

  @Test
  void aPositionThatIsNone() throws IOException {
    dense();
    flipLow(batchBytes() + 4 * RUN_BYTES + 31);
    sign();
    check();
    assertThat(found).isNotEmpty();
    assertThat(found).allMatch(each -> each.partition == SampleRuns.partition(4));
  }

  @Test
  void aDiskThatCannotReadIsToldForEachRun() throws IOException {
    dense();
    disk.failAt = disk.calls + 4;
    disk.failFromThere = true;
    expectEveryRun();
  }
}
