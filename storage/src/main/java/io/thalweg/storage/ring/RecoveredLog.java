package io.thalweg.storage.ring;

import io.thalweg.core.base.Damage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the copies of frames found on disk amount to: the log from its start to its end.
///
/// @param frames the newest copy of each sequence, in order; empty for a new journal
/// @param epoch the highest epoch seen
/// @param proven sequences up to this one are named durable by a frame of the log
/// @param torn copies beyond the end, which are dropped
/// @param needed files that hold any copy of what the log would be if unproven frames were lost:
///   not to be overwritten before those are synced
/// @param ordered whether the copies lie in the files in the order of their sequences
record RecoveredLog(
    List<Candidate> frames,
    int epoch,
    long proven,
    int torn,
    Set<RingFile> needed,
    boolean ordered) {
  private record Identity(long sequence, int headerCrc) {
    static Identity of(Candidate c) {
      return new Identity(c.sequence(), c.headerCrc());
    }
  }

  private static final Comparator<Candidate> BY_IDENTITY_NEWEST_FIRST =
      Comparator.comparingLong(Candidate::sequence)
          .thenComparingInt(Candidate::headerCrc)
          .thenComparing(Candidate::copyEpoch, Comparator.reverseOrder());

  /// Chooses the end: the valid frame with the highest (epoch, sequence) whose chain reaches its
  /// own log start.
  ///
  /// @throws DamagedJournalException if a frame names a durable sequence beyond that end
  static RecoveredLog choose(List<Candidate> found) throws DamagedJournalException {
    int epoch = 0;
    long named = 0;
    for (Candidate c : found) {
      epoch = Math.max(epoch, Math.max(c.fields().epoch(), c.copyEpoch()));
      named = Math.max(named, c.fields().durable());
    }
    List<Candidate> valid = newestCopies(found);
    int[] previous = previous(valid);
    int end = end(valid, previous);
    long endSequence = end < 0 ? -1 : valid.get(end).sequence();
    if (named > endSequence && named > 0) {
      throw new DamagedJournalException(missing(found, valid, named));
    }
    if (end < 0) {
      return new RecoveredLog(List.of(), epoch, -1, found.size(), Set.of(), true);
    }
    List<Candidate> frames = chain(valid, previous, end);
    long proven = -1;
    for (Candidate frame : frames) {
      proven = Math.max(proven, frame.fields().durable());
    }
    int torn = 0;
    for (Candidate c : found) {
      boolean sameEpoch = c.fields().epoch() == valid.get(end).fields().epoch();
      torn += sameEpoch && c.sequence() > endSequence ? 1 : 0;
    }
    Set<RingFile> needed = needed(found, fallback(valid, previous, end, proven));
    return new RecoveredLog(frames, epoch, proven, torn, needed, ordered(frames));
  }

  /// All frames that count if the log ends anywhere between `proven` and `end`: an earlier end has
  /// an earlier start.
  private static Set<Identity> fallback(
      List<Candidate> valid, int[] previous, int end, long proven) {
    Set<Identity> frames = new HashSet<>();
    long from = Math.min(proven, valid.get(end).fields().logStart());
    for (int at = end; at >= 0 && valid.get(at).sequence() >= from; at = previous[at]) {
      Candidate c = valid.get(at);
      frames.add(Identity.of(c));
      if (c.sequence() >= proven) {
        from = Math.min(from, c.fields().logStart());
      }
    }
    return frames;
  }

  private static Set<RingFile> needed(List<Candidate> found, Set<Identity> frames) {
    Set<RingFile> files = new HashSet<>();
    for (Candidate c : found) {
      if (c.payloadHolds() && frames.contains(Identity.of(c))) {
        files.add(c.file());
      }
    }
    return files;
  }

  /// Of each frame the newest valid copy, in the order of sequences.
  static List<Candidate> newestCopies(List<Candidate> found) {
    List<Candidate> sorted = new ArrayList<>(found.size());
    for (Candidate c : found) {
      if (c.payloadHolds()) {
        sorted.add(c);
      }
    }
    sorted.sort(BY_IDENTITY_NEWEST_FIRST);
    List<Candidate> newest = new ArrayList<>(sorted.size());
    Candidate last = null;
    for (Candidate c : sorted) {
      boolean copy =
          last != null && last.sequence() == c.sequence() && last.headerCrc() == c.headerCrc();
      if (!copy) {
        newest.add(c);
        last = c;
      }
    }
    return newest;
  }

  /// For each frame the index of the one it is chained to, or -1.
  private static int[] previous(List<Candidate> valid) {
    int[] previous = new int[valid.size()];
    int from = 0;
    for (int i = 0; i < previous.length; i++) {
      Candidate c = valid.get(i);
      while (valid.get(from).sequence() < c.sequence() - 1) {
        from++;
      }
      previous[i] = -1;
      for (int j = from; j < i && valid.get(j).sequence() == c.sequence() - 1; j++) {
        if (valid.get(j).headerCrc() == c.fields().previousCrc()) {
          previous[i] = j;
        }
      }
    }
    return previous;
  }

  private static int end(List<Candidate> valid, int[] previous) {
    long[] reach = new long[previous.length];
    int best = -1;
    for (int i = 0; i < reach.length; i++) {
      Candidate c = valid.get(i);
      reach[i] = previous[i] < 0 ? c.sequence() : reach[previous[i]];
      boolean whole = reach[i] <= c.fields().logStart();
      if (whole && (best < 0 || isLater(c, valid.get(best)))) {
        best = i;
      }
    }
    return best;
  }

  /// Whether `a` was appended later than `b`.
  static boolean isLater(Candidate a, Candidate b) {
    int byEpoch = Integer.compare(a.fields().epoch(), b.fields().epoch());
    return byEpoch > 0 || (byEpoch == 0 && a.sequence() > b.sequence());
  }

  private static List<Candidate> chain(List<Candidate> valid, int[] previous, int end) {
    List<Candidate> frames = new ArrayList<>();
    long logStart = valid.get(end).fields().logStart();
    for (int at = end; at >= 0 && valid.get(at).sequence() >= logStart; at = previous[at]) {
      frames.add(valid.get(at));
    }
    return frames.reversed();
  }

  private static boolean ordered(List<Candidate> frames) {
    Set<RingFile> left = new HashSet<>();
    for (int i = 1; i < frames.size(); i++) {
      Candidate before = frames.get(i - 1);
      Candidate after = frames.get(i);
      if (before.file() == after.file()) {
        if (before.offset() >= after.offset()) {
          return false;
        }
      } else {
        left.add(before.file());
        if (left.contains(after.file())) {
          return false;
        }
      }
    }
    return true;
  }

  /// Names the first sequence that is missing, and the place where it should be.
  private static Damage missing(List<Candidate> found, List<Candidate> valid, long named) {
    Candidate witness = null;
    for (Candidate c : found) {
      witness = witness == null || isLater(c, witness) ? c : witness;
    }
    long sequence = witness == null ? 0 : witness.fields().logStart();
    Candidate before = null;
    Candidate after = null;
    for (Candidate c : valid) {
      if (c.sequence() == sequence && sequence <= named) {
        before = c;
        sequence++;
      }
    }
    for (Candidate c : found) {
      boolean nearer = after == null || c.sequence() < after.sequence();
      after = c.sequence() > sequence && nearer ? c : after;
    }
    String file = before == null ? "the journal" : before.file().file.name();
    long position = before == null ? 0 : before.end();
    if (after != null && after.offset() > 0) {
      file = after.file().file.name();
      position = endBefore(found, after);
    }
    for (Candidate c : found) {
      if (c.sequence() == sequence && !c.payloadHolds()) {
        file = c.file().file.name();
        position = c.offset();
      }
    }
    String what =
        "expected the frame of sequence "
            + sequence
            + " here, since a later one names sequence "
            + named
            + " durable, but no valid copy of it exists";
    return new Damage(file, position, what);
  }

  /// The end of the nearest frame in front of `after` in its file; 0 if there is none.
  private static int endBefore(List<Candidate> found, Candidate after) {
    int end = 0;
    for (Candidate c : found) {
      if (c.file() == after.file() && c.end() <= after.offset()) {
        end = Math.max(end, c.end());
      }
    }
    return end;
  }
}
