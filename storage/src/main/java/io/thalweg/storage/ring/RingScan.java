package io.thalweg.storage.ring;

import static io.thalweg.core.journal.JournalWriter.ALIGNMENT;
import static io.thalweg.core.journal.JournalWriter.MAX_PAYLOAD;

import io.thalweg.core.base.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/// Looks for frames at every 4 KB boundary of every file, also inside frames: a stale frame may
/// hide a real one. Retired files are left out. Scanners share the files.
final class RingScan {
  private static final int WINDOW = 8 << 20;
  private static final int OVERLAP = FrameHeader.frameBytes(MAX_PAYLOAD);

  /// More would not make a disk faster, and each takes a window of memory.
  private static final int SCANNERS = 4;

  private final List<RingFile> files;
  private final LongConsumer progress;
  private final List<List<Candidate>> found;
  private final AtomicInteger next = new AtomicInteger();

  private RingScan(List<RingFile> files, LongConsumer progress) {
    this.files = files;
    this.progress = progress;
    this.found = new ArrayList<>(Collections.nCopies(files.size(), List.of()));
  }

  /// All copies of frames whose header holds, in the order of files and places.
  ///
  /// @param executor runs the scanners, beside each other or one after the other
  /// @throws NewerFormatException if a newer version wrote one
  static List<Candidate> of(List<RingFile> files, Executor executor) throws IOException {
    return of(files, executor, _ -> {});
  }

  /// The same; `progress` is told by the scanners how many bytes they went through, and stops them
  /// by throwing something.
  static List<Candidate> of(List<RingFile> files, Executor executor, LongConsumer progress)
      throws IOException {
    RingScan scan = new RingScan(files, progress);
    CompletableFuture<?>[] scanners = new CompletableFuture<?>[Math.min(SCANNERS, files.size())];
    Arrays.setAll(scanners, _ -> CompletableFuture.runAsync(scan::scanFiles, executor));
    try {
      CompletableFuture.allOf(scanners).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case UncheckedIOException io -> throw Check.present(io.getCause(), "cause");
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw e;
      }
    }
    return scan.found.stream().flatMap(List::stream).toList();
  }

  /// What one scanner does: file after file, while there are more.
  private void scanFiles() {
    try (Arena memory = Arena.ofConfined()) {
      int largest = files.stream().mapToInt(file -> file.bytes).max().orElse(0);
      ByteBuffer window = memory.allocate(Math.min(WINDOW + OVERLAP, largest)).asByteBuffer();
      for (int at = next.getAndIncrement(); at < files.size(); at = next.getAndIncrement()) {
        found.set(at, scan(files.get(at), window));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Candidate> scan(RingFile file, ByteBuffer window) throws IOException {
    List<Candidate> found = new ArrayList<>();
    window.clear().limit(ALIGNMENT);
    file.retired = file.file.read(window, 0) == ALIGNMENT && FrameHeader.isRetired(window, 0);
    if (file.retired) {
      progress.accept(file.bytes);
      return found;
    }
    for (int start = 0; start < file.bytes; start += WINDOW) {
      int wanted = Math.min(WINDOW + OVERLAP, file.bytes - start);
      window.clear().limit(wanted);
      int read = Math.max(0, file.file.read(window, start));
      for (int at = read; at < wanted; at++) {
        window.put(at, (byte) 0);
      }
      for (int at = 0; at < WINDOW && at + ALIGNMENT <= wanted; at += ALIGNMENT) {
        if (isWhole(file, window, at, wanted)) {
          found.add(candidate(file, start, window, at));
        }
      }
      progress.accept(Math.min(WINDOW, file.bytes - start));
    }
    return found;
  }

  /// Whether a frame begins at `at` and ends before `limit`.
  private static boolean isWhole(RingFile file, ByteBuffer window, int at, int limit)
      throws NewerFormatException {
    if (FrameHeader.isNewer(window, at)) {
      throw new NewerFormatException(file.file.name(), FrameHeader.version(window, at));
    }
    if (!FrameHeader.holds(window, at)) {
      return false;
    }
    int length = FrameHeader.length(window, at);
    return length >= 0 && length <= MAX_PAYLOAD && at + FrameHeader.frameBytes(length) <= limit;
  }

  private static Candidate candidate(RingFile file, int start, ByteBuffer window, int at) {
    return new Candidate(
        FrameHeader.fields(window, at),
        FrameHeader.headerCrc(window, at),
        FrameHeader.length(window, at),
        FrameHeader.payloadHolds(window, at),
        FrameHeader.copyEpoch(window, at),
        file,
        start + at);
  }
}
