package io.thalweg.storage.ring;

import io.thalweg.core.base.Check;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where each retained frame lies, in packed arrays of 12 bytes a frame, and which files are in use
/// or free. Thread-safe.
final class RingIndex {
  /// A place in a file.
  record Place(RingFile file, int offset, int length) {}

  private final ArrayDeque<RingFile> used = new ArrayDeque<>();
  private final ArrayDeque<RingFile> free = new ArrayDeque<>();
  private long[] line = new long[1024];
  private int[] lengths = new int[1024];
  private long first;
  private long next;
  private int headOffset;
  private boolean wanting;
  private boolean growthFails;
  private Runnable taken = () -> {};

  /// `listener` runs whenever a free file was taken into use, or one was wanted and there was none.
  synchronized void whenTaken(Runnable listener) {
    taken = listener;
  }

  /// Starts with nothing; `sequence` is the first that will be added.
  synchronized void startAt(long sequence) {
    first = sequence;
    next = sequence;
  }

  /// Starts with a log: `frames` in the order of their sequences, of which none is missing. Returns
  /// the files that hold them, now in use.
  synchronized Set<RingFile> startWith(List<Candidate> frames) {
    startAt(frames.getFirst().sequence());
    Set<RingFile> holding = new LinkedHashSet<>();
    frames.forEach(frame -> holding.add(frame.file()));
    for (RingFile file : holding) {
      use(file, 0);
    }
    for (Candidate frame : frames) {
      add(frame.sequence(), frame.length(), frame.file(), frame.offset());
    }
    return holding;
  }

  /// A prepared file that holds nothing that counts.
  synchronized void addFree(RingFile file) {
    free.addLast(file);
  }

  /// There is no room for a frame, and nothing is under way that could make some.
  synchronized void want() {
    wanting = true;
    taken.run();
  }

  /// Whether a frame waits for a free file.
  synchronized boolean isWanting() {
    return wanting && free.isEmpty();
  }

  /// Whether the last attempt to add a file failed, since one was free last.
  synchronized void growthFails(boolean fails) {
    growthFails = fails;
  }

  /// Whether the files that are there must do: none is free, and none could be added.
  synchronized boolean isStuck() {
    return growthFails && free.isEmpty();
  }

  /// Bytes that fit the files that are there, beside what is in use.
  synchronized long bytesLeft() {
    long left = headLeft();
    for (RingFile file : free) {
      left += file.bytes;
    }
    return left;
  }

  /// Bytes behind the newest frame in its file.
  synchronized long headLeft() {
    RingFile head = used.peekLast();
    return head == null ? 0 : head.bytes - headOffset;
  }

  /// Appends `file` to the files in use; frames are placed from `offset` on.
  synchronized void use(RingFile file, int offset) {
    RingFile last = used.peekLast();
    file.base = last == null ? 0 : last.base + last.bytes;
    file.newest = -1;
    used.addLast(file);
    headOffset = offset;
  }

  /// Nothing more goes into the current file: the next frame opens a free one.
  synchronized void closeHead() {
    RingFile head = used.peekLast();
    headOffset = head == null ? 0 : head.bytes;
  }

  /// Finds room for a frame of `frameBytes`, in the current file or the next free one; null if
  /// there is none.
  synchronized @Nullable Place room(int frameBytes) {
    RingFile head = used.peekLast();
    if (head == null || headOffset + frameBytes > head.bytes) {
      RingFile next = free.pollFirst();
      if (next == null) {
        return null;
      }
      wanting = false;
      growthFails = false; // that was before this one was free
      use(next, 0);
      taken.run();
      head = next;
    }
    return new Place(head, headOffset, frameBytes);
  }

  /// The frame of `sequence`, with a payload of `length` bytes, lies at `place`.
  synchronized void add(long sequence, int length, RingFile file, int offset) {
    Check.equal(next, sequence, "next sequence of the index");
    if (next - first == line.length) {
      grow();
    }
    set(sequence, length, file, offset);
    next++;
  }

  private void set(long sequence, int length, RingFile file, int offset) {
    int at = (int) (sequence & (line.length - 1));
    line[at] = file.base + offset;
    lengths[at] = length;
    file.newest = Math.max(file.newest, sequence);
    headOffset = offset + FrameHeader.frameBytes(length);
  }

  /// A newer copy of `sequence` lies at `offset` of `file`.
  synchronized void move(long sequence, int length, RingFile file, int offset) {
    Check.within(first, sequence, next - 1, "sequence in the index");
    set(sequence, length, file, offset);
  }

  /// Where `sequence` lies, with the length of its payload; null if it is not retained.
  synchronized @Nullable Place find(long sequence) {
    if (sequence < first || sequence >= next) {
      return null;
    }
    int at = (int) (sequence & (line.length - 1));
    for (RingFile file : used) {
      if (line[at] >= file.base && line[at] < file.base + file.bytes) {
        return new Place(file, (int) (line[at] - file.base), lengths[at]);
      }
    }
    return null;
  }

  /// Frames before `sequence` are not needed: files that hold nothing newer become free, in their
  /// order, and are returned.
  synchronized List<RingFile> trim(long sequence) {
    first = Math.clamp(sequence, first, next);
    List<RingFile> freed = List.of();
    while (used.size() > 1 && used.getFirst().newest < first) {
      freed = freed.isEmpty() ? new ArrayList<>() : freed;
      freed.add(used.getFirst());
      free.addLast(used.removeFirst());
    }
    return freed;
  }

  /// Bytes between the oldest retained frame and the head.
  synchronized long usedBytes() {
    RingFile head = used.peekLast();
    return head == null || first == next ? 0 : head.base + headOffset - lineOf(first);
  }

  /// Bytes between the oldest retained frame and the end of `sequence`.
  synchronized long bytesBefore(long sequence) {
    if (sequence < first) {
      return 0;
    }
    return sequence + 1 >= next ? usedBytes() : lineOf(sequence + 1) - lineOf(first);
  }

  private long lineOf(long sequence) {
    return line[(int) (sequence & (line.length - 1))];
  }

  /// How many files there are, and how many of them are free.
  synchronized int files() {
    return used.size() + free.size();
  }

  synchronized int freeFiles() {
    return free.size();
  }

  /// The largest number of a file.
  synchronized int largestNumber() {
    int largest = 0;
    for (RingFile file : all()) {
      largest = Math.max(largest, file.number);
    }
    return largest;
  }

  /// The name of the file that is written to.
  synchronized String head() {
    RingFile head = used.peekLast();
    return head == null ? "" : head.file.name();
  }

  /// All files.
  synchronized List<RingFile> all() {
    List<RingFile> all = new ArrayList<>(used);
    all.addAll(free);
    return all;
  }

  private void grow() {
    int was = line.length;
    long[] newLine = new long[was * 2];
    int[] newLengths = new int[was * 2];
    for (long s = first; s < next; s++) {
      newLine[(int) (s & (was * 2 - 1))] = line[(int) (s & (was - 1))];
      newLengths[(int) (s & (was * 2 - 1))] = lengths[(int) (s & (was - 1))];
    }
    line = newLine;
    lengths = newLengths;
  }
}
