package io.thalweg.storage.verify;

import static io.thalweg.storage.verify.Stored.EVENTS_PER_BATCH;
import static io.thalweg.storage.verify.Stored.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.ring.NewerFormatException;
import io.thalweg.storage.segment.TinyDisk;
import io.thalweg.storage.verify.Finding.Events;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each kind of thing that lies on a disk, damaged: the finding names just that.
class VerificationTest {
  private static final int BATCHES = 400;
  private static final int TAIL = 5;
  private static final int FRAME = 4096;
  private static final int HEADER = 64;

  private final TinyDisk disk = new TinyDisk();
  private final List<Finding> found = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long expected;
  private long read;

  /// A batch where it lies.
  private record Place(String file, int position, int bytes, long from, long to) {}

  @BeforeEach
  void store() throws IOException {
    Stored.on(disk).batches(1, BATCHES).batches(0, TAIL);
  }

  private Checked verify() throws IOException {
    found.clear();
    notes.clear();
    read = 0;
    Watcher watcher =
        new Watcher() {
          @Override
          public void started(long bytes) {
            expected = bytes;
          }

          @Override
          public void read(long bytes) {
            read += bytes;
          }

          @Override
          public void found(Finding finding) {
            found.add(finding);
          }

          @Override
          public void noted(String line) {
            notes.add(line);
          }
        };
    return Verification.run(disk, Runnable::run, watcher);
  }

  private void expectOne(String file, long position, Events events, String what)
      throws IOException {
    verify();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().damage().what()).contains(what);
    assertThat(found.getFirst())
        .isEqualTo(
            new Finding(new Damage(file, position, found.getFirst().damage().what()), events));
  }

  private static Events in(int partition, long from, long to) {
    return new Events(TOPIC, partition, from, to);
  }

  /// The files of segments with that ending, oldest first.
  private List<String> segmentFiles(String ending) {
    return disk.list().stream().filter(name -> name.endsWith(ending)).toList();
  }

  private List<Place> batchesOf(String log) {
    List<Place> places = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(disk.bytes(log));
    for (int at = 0; at < bytes.limit(); at += BatchHeader.bytes(bytes, at)) {
      places.add(
          new Place(
              log,
              at,
              BatchHeader.bytes(bytes, at),
              BatchHeader.baseOffset(bytes, at),
              BatchHeader.nextOffset(bytes, at)));
    }
    return places;
  }

  /// What a whole segment holds.
  private Events all(String file) {
    List<Place> batches = batchesOf(file.substring(0, file.lastIndexOf('.')) + ".log");
    return in(1, batches.getFirst().from, batches.getLast().to);
  }

  /// The journal's frame with the events of partition 0 from `from` on; the newest copy.
  private Place frameOf(long from) {
    Place newest = null;
    for (String file : segmentFiles(".journal")) {
      ByteBuffer bytes = ByteBuffer.wrap(disk.bytes(file));
      for (int at = 0; at < bytes.limit(); at += FRAME) {
        int batch = at + HEADER + 8 + 14;
        boolean appended =
            bytes.getInt(at) == (0x54574A00 | JournalRing.FORMAT)
                && bytes.getShort(batch - 10) == 5;
        boolean wanted =
            appended
                && (bytes.getLong(batch - 8) & 0xfffff) == 0
                && BatchHeader.baseOffset(bytes, batch) == from;
        if (wanted) {
          newest = new Place(file, at, FRAME, from, BatchHeader.nextOffset(bytes, batch));
        }
      }
    }
    return newest;
  }

  private void flip(String file, long position) {
    disk.bytes(file)[(int) position] ^= (byte) 0x10;
  }

  @Test
  void soundIsSaidOfWhatIsSound() throws IOException {
    Checked checked = verify();
    assertThat(found).isEmpty();
    assertThat(checked.topics()).isEqualTo(1);
    assertThat(checked.partitions()).isEqualTo(2);
    assertThat(checked.batches()).isEqualTo(BATCHES + TAIL);
    assertThat(checked.events()).isEqualTo((BATCHES + TAIL) * EVENTS_PER_BATCH);
    assertThat(checked.segments()).isEqualTo(segmentFiles(".log").size()).isGreaterThan(2);
    assertThat(checked.files()).isEqualTo(disk.list().size());
    assertThat(checked.bytes()).isEqualTo(expected).isEqualTo(read);
    assertThat(notes).hasSize(1).first().asString().startsWith("the journal has sequences");
  }

  @Test
  void aByteOfABatch() throws IOException {
    String log = segmentFiles(".log").get(1);
    Place batch = batchesOf(log).get(7);
    flip(log, batch.position + 300);
    expectOne(log, batch.position, in(1, batch.from, batch.to), "checksum");
  }

  @Test
  void everyByteInFrontOfABatch() throws IOException {
    String log = segmentFiles(".log").get(1);
    for (int number : new int[] {0, 9, batchesOf(log).size() - 1}) {
      Place batch = batchesOf(log).get(number);
      for (int at = 0; at < BatchHeader.BYTES; at++) {
        flip(log, batch.position + at);
        verify();
        assertThat(found).as("byte %d of batch %d", at, number).hasSize(1);
        Events events = found.getFirst().events();
        assertThat(events.topic()).isEqualTo(TOPIC);
        assertThat(events.partition()).isEqualTo(1);
        assertThat(events.from()).isLessThanOrEqualTo(batch.from);
        assertThat(events.to()).isGreaterThanOrEqualTo(batch.to);
        flip(log, batch.position + at);
      }
    }
  }

  @Test
  void everyDamageOfALog() throws IOException {
    String log = segmentFiles(".log").getFirst();
    List<Place> batches = batchesOf(log);
    for (int number : new int[] {2, 20, 21, 30}) {
      flip(log, batches.get(number).position + 100);
    }
    verify();
    assertThat(found.stream().map(Finding::events))
        .containsExactly(
            in(1, batches.get(2).from, batches.get(2).to),
            in(1, batches.get(20).from, batches.get(21).to),
            in(1, batches.get(30).from, batches.get(30).to));
  }

  @Test
  void aLengthThatIsNoneCostsNoMoreThanUpToTheNextIndexEntry() throws IOException {
    String log = segmentFiles(".log").getFirst();
    List<Place> batches = batchesOf(log);
    Place broken = batches.get(8);
    flip(log, broken.position + 8);
    verify();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().damage().position()).isEqualTo(broken.position);
    assertThat(found.getFirst().events().from()).isEqualTo(broken.from);
    assertThat(found.getFirst().events().to()).isBetween(broken.to, broken.to + 20_000 / 900);
  }

  @ParameterizedTest
  @ValueSource(strings = {".crc", ".index", ".timeindex"})
  void aByteOfASmallFile(String ending) throws IOException {
    String file = segmentFiles(ending).get(1);
    flip(file, 3);
    expectOne(file, 0, all(file), "checksum");
  }

  @ParameterizedTest
  @ValueSource(strings = {".log", ".crc", ".index", ".timeindex"})
  void aMissingFile(String ending) throws IOException {
    String file = segmentFiles(ending).get(1);
    Events events = all(file);
    disk.delete(file);
    expectOne(file, 0, events, "missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {".index", ".timeindex"})
  void anIndexOfAnotherLength(String ending) throws IOException {
    String file = segmentFiles(ending).get(1);
    int bytes = disk.bytes(file).length;
    disk.put(file, Arrays.copyOf(disk.bytes(file), bytes - 8));
    expectOne(file, bytes - 8, all(file), "expected " + bytes + " bytes");
    disk.put(file, Arrays.copyOf(disk.bytes(file), bytes + 8));
    expectOne(file, bytes, all(file), "expected " + bytes + " bytes");
  }

  @Test
  void aLogThatIsCutOff() throws IOException {
    String log = segmentFiles(".log").get(1);
    byte[] whole = disk.bytes(log);
    Place batch = batchesOf(log).get(12);
    Events lost = in(1, batch.from, all(log).to());
    disk.put(log, Arrays.copyOf(whole, batch.position + 1000));
    expectOne(log, batch.position, lost, "the file ends");
    disk.put(log, Arrays.copyOf(whole, batch.position + 7));
    expectOne(log, batch.position, lost, "ends");
    disk.put(log, Arrays.copyOf(whole, batch.position));
    expectOne(log, batch.position, lost, "the file ends");
    disk.put(log, Arrays.copyOf(whole, whole.length + 3));
    expectOne(log, whole.length, null, "3 bytes more");
  }

  @Test
  void aMixedSegment() throws IOException {
    for (String file : disk.list()) {
      disk.delete(file);
    }
    Stored.on(disk).batches(0, 1).batches(1, BATCHES);
    String mixed = segmentFiles(".mixed").getFirst();
    Checked checked = verify();
    assertThat(found).isEmpty();
    assertThat(checked.events()).isEqualTo((BATCHES + 1) * EVENTS_PER_BATCH);
    assertThat(checked.segments())
        .isEqualTo(segmentFiles(".log").size() + segmentFiles(".mixed").size());
    assertThat(checked.bytes()).isEqualTo(expected).isEqualTo(read);
    flip(mixed, 300);
    expectOne(mixed, 0, in(0, 0, EVENTS_PER_BATCH), "checksum");
    flip(mixed, 300);
    disk.put("m999999.mixed", new byte[10]);
    verify();
    assertThat(found).isEmpty();
    assertThat(notes).anyMatch(line -> line.contains("m999999.mixed: the next start deletes it"));
  }

  @Test
  void aFrameInTheMidst() throws IOException {
    Place frame = frameOf(2 * EVENTS_PER_BATCH);
    flip(frame.file, frame.position + HEADER + 500);
    expectOne(frame.file, frame.position, in(0, frame.from, frame.to), "durable");
  }

  @Test
  void theHeaderOfAFrameInTheMidst() throws IOException {
    Place frame = frameOf(EVENTS_PER_BATCH);
    flip(frame.file, frame.position + 9);
    expectOne(frame.file, frame.position, in(0, frame.from, frame.to), "durable");
  }

  @Test
  void aFrameOfWhichNothingIsLeft() throws IOException {
    Place frame = frameOf(EVENTS_PER_BATCH);
    Arrays.fill(disk.bytes(frame.file), frame.position, frame.position + FRAME, (byte) 0);
    verify();
    assertThat(found.stream().map(Finding::events))
        .containsExactly(null, in(0, frame.from, frame.to));
    assertThat(found.stream().map(each -> each.damage().file())).containsOnly(frame.file);
    assertThat(found.stream().map(each -> each.damage().position()))
        .containsOnly((long) frame.position);
  }

  @Test
  void everyDamageOfTheJournal() throws IOException {
    Place first = frameOf(0);
    Place second = frameOf(2 * EVENTS_PER_BATCH);
    flip(first.file, first.position + 700);
    flip(second.file, second.position + 20);
    verify();
    assertThat(found.stream().map(Finding::events))
        .containsExactly(in(0, first.from, first.to), in(0, second.from, second.to));
  }

  @Test
  void neighboursInTheJournal() throws IOException {
    Place first = frameOf(EVENTS_PER_BATCH);
    Place second = frameOf(2 * EVENTS_PER_BATCH);
    flip(first.file, first.position + 700);
    flip(second.file, second.position + 700);
    verify();
    assertThat(found.stream().map(Finding::events))
        .containsExactly(in(0, first.from, first.to), in(0, second.from, second.to));
  }

  @Test
  void aBatchThatQueuesShare() throws IOException {
    Stored stored = Stored.on(disk);
    long one = stored.owned(71);
    long two = stored.owned(72);
    stored.batches(0, 1).shared(one, two);
    Stored again = Stored.on(disk).batches(0, 2);
    for (long queue : new long[] {one, two}) {
      ByteBuffer batch = again.read(queue, EVENTS_PER_BATCH).getFirst();
      assertThat(BatchHeader.baseOffset(batch, 0)).isEqualTo(EVENTS_PER_BATCH);
      assertThat(BatchHeader.crcHolds(batch, 0, batch.limit())).isTrue();
    }
    Checked checked = verify();
    assertThat(found).isEmpty();
    assertThat(checked.events()).isEqualTo((BATCHES + TAIL + 3 + 4) * EVENTS_PER_BATCH);
    flipShared();
    verify();
    assertThat(found.stream().map(Finding::events))
        .containsExactly(
            new Events("(queue 71)", 0, EVENTS_PER_BATCH, 2 * EVENTS_PER_BATCH),
            new Events("(queue 72)", 0, EVENTS_PER_BATCH, 2 * EVENTS_PER_BATCH));
  }

  /// Flips a bit in each copy of the frame with a batch that is shared.
  private void flipShared() {
    for (String file : segmentFiles(".journal")) {
      ByteBuffer bytes = ByteBuffer.wrap(disk.bytes(file));
      for (int at = 0; at < bytes.limit(); at += FRAME) {
        boolean shared =
            bytes.getInt(at) == (0x54574A00 | JournalRing.FORMAT)
                && bytes.getShort(at + HEADER + 8 + 4) == 13;
        if (shared) {
          flip(file, at + HEADER + 500L);
        }
      }
    }
  }

  @Test
  void aTornEndIsNoDamage() throws IOException {
    Place last = frameOf((TAIL - 1) * EVENTS_PER_BATCH);
    flip(last.file, last.position + 700);
    verify();
    assertThat(found).isEmpty();
    assertThat(notes).anyMatch(line -> line.contains("torn journal end"));
  }

  @Test
  void aRingFileThatIsCutOff() throws IOException {
    Place frame = frameOf(EVENTS_PER_BATCH);
    disk.put(frame.file, Arrays.copyOf(disk.bytes(frame.file), frame.position + 100));
    verify();
    assertThat(found.getFirst().damage())
        .extracting(Damage::file, Damage::position)
        .containsExactly(frame.file, (long) frame.position + 100);
  }

  /// The newest file may be missing unseen: what it held is named durable in itself only.
  @Test
  void aRingFileThatIsMissing() throws IOException {
    int damaged = 0;
    for (String file : segmentFiles(".journal")) {
      byte[] bytes = disk.bytes(file);
      disk.delete(file);
      verify();
      damaged += found.isEmpty() ? 0 : 1;
      boolean last = segmentFiles(".journal").getLast().compareTo(file) < 0;
      assertThat(notes.stream().anyMatch(line -> line.contains("no file of the journal has")))
          .isEqualTo(!last);
      disk.put(file, bytes);
    }
    assertThat(damaged).isPositive();
  }

  @Test
  void aJournalThatIsGone() throws IOException {
    for (String file : segmentFiles(".journal")) {
      disk.delete(file);
    }
    verify();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().damage().what()).contains(".p", "but it is empty");
  }

  @Test
  void whatNoRecordNamesIsNoDamage() throws IOException {
    disk.put("00000000000000000009.p1s999999.log", new byte[10]);
    verify();
    assertThat(found).isEmpty();
    assertThat(notes).anyMatch(line -> line.contains("p1s999999.log: the next start deletes it"));
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void anEmptyDiskAndANewerOneAreRefused() {
    String file = segmentFiles(".journal").getFirst();
    byte[] bytes = disk.bytes(file);
    bytes[3] = 9;
    CRC32C crc = new CRC32C();
    crc.update(9);
    crc.update(bytes, 8, 48);
    ByteBuffer.wrap(bytes).putInt(0, 0x54574A09).putInt(4, (int) crc.getValue());
    assertThatThrownBy(this::verify).isInstanceOf(NewerFormatException.class);
    TinyDisk empty = new TinyDisk();
    assertThatThrownBy(() -> Verification.run(empty, Runnable::run, new Stopper(9)))
        .isInstanceOf(NothingStoredException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 12, 20})
  void whoeverWatchesEndsIt(int after) {
    assertThatThrownBy(() -> Verification.run(disk, Runnable::run, new Stopper(after)))
        .isInstanceOf(CancellationException.class);
  }

  private static final class Stopper implements Watcher {
    private int left;

    Stopper(int left) {
      this.left = left;
    }

    @Override
    public void started(long bytes) {}

    @Override
    public void read(long bytes) {
      if (left-- == 0) {
        throw new CancellationException();
      }
    }

    @Override
    public void found(Finding finding) {}

    @Override
    public void noted(String line) {}
  }
}
