package io.thalweg.storage.ring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is left of a log that has holes: for whoever wants to know what is lost. Recovery takes no
/// such log.
///
/// @param runs frames without a gap between them, in the order of sequences; newest copies
/// @param holes where sequences are missing, in the same order
record BrokenLog(List<List<Candidate>> runs, List<Hole> holes) {
  /// Sequences `first` to `last` are missing. Whatever is left of them lies in `file` between
  /// `from` and `to`.
  record Hole(long first, long last, RingFile file, int from, int to) {}

  private record Identity(long sequence, int headerCrc) {}

  /// Goes from the latest of the frames `found` back to its log start, along the chain.
  static BrokenLog of(List<Candidate> found) {
    return new Walk(found).walk();
  }

  private static final class Walk {
    private final List<Candidate> found;
    private final Map<Identity, Candidate> valid = new HashMap<>();
    private final Map<Identity, Candidate> damaged = new HashMap<>();
    private final List<List<Candidate>> runs = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();
    private List<Candidate> run = new ArrayList<>();
    private final Candidate latest;
    private final long named;

    Walk(List<Candidate> found) {
      this.found = found;
      for (Candidate each : RecoveredLog.newestCopies(found)) {
        valid.put(new Identity(each.sequence(), each.headerCrc()), each);
      }
      Candidate best = found.getFirst();
      long durable = 0;
      for (Candidate each : found) {
        if (!each.payloadHolds()) {
          damaged.put(new Identity(each.sequence(), each.headerCrc()), each);
        }
        best = RecoveredLog.isLater(each, best) ? each : best;
        durable = Math.max(durable, each.fields().durable());
      }
      this.latest = best;
      this.named = durable;
    }

    BrokenLog walk() {
      long logStart = latest.fields().logStart();
      long sequence = latest.sequence();
      int headerCrc = latest.headerCrc();
      Candidate after = null;
      while (sequence >= logStart) {
        Identity wanted = new Identity(sequence, headerCrc);
        Candidate frame = valid.get(wanted);
        if (frame != null) {
          run.add(frame);
        } else {
          frame = damaged.get(wanted);
          broken(frame, sequence, logStart, after);
          frame = frame == null ? before(sequence) : frame;
          if (frame == null) {
            break;
          }
          if (!wanted.equals(new Identity(frame.sequence(), frame.headerCrc()))) {
            sequence = frame.sequence();
            headerCrc = frame.headerCrc();
            continue;
          }
        }
        after = frame;
        sequence--;
        headerCrc = frame.fields().previousCrc();
      }
      close();
      return new BrokenLog(runs.reversed(), holes.reversed());
    }

    private void close() {
      if (!run.isEmpty()) {
        runs.add(run.reversed());
        run = new ArrayList<>();
      }
    }

    /// There is no valid frame of `sequence`, at best a `copy` of which the payload is damaged.
    private void broken(
        @Nullable Candidate copy, long sequence, long logStart, @Nullable Candidate after) {
      close();
      if (sequence > named) {
        runs.clear(); // a torn end
        holes.clear();
      } else if (copy != null) {
        holes.add(new Hole(sequence, sequence, copy.file(), copy.offset(), copy.end()));
      } else {
        Candidate before = before(sequence);
        long first = before == null ? logStart : Math.max(logStart, before.sequence() + 1);
        holes.add(between(before, after, first, sequence));
      }
    }

    /// The latest frame with a header that holds, before `sequence`.
    private @Nullable Candidate before(long sequence) {
      return found.stream()
          .filter(each -> each.sequence() < sequence)
          .max(
              Comparator.comparingInt((Candidate each) -> each.fields().epoch())
                  .thenComparingLong(Candidate::sequence)
                  .thenComparing(Candidate::payloadHolds)
                  .thenComparingInt(Candidate::copyEpoch))
          .orElse(null);
    }

    private Hole between(
        @Nullable Candidate before, @Nullable Candidate after, long first, long last) {
      if (after != null && after.offset() > 0) {
        int from = 0;
        for (Candidate each : found) {
          boolean inFront = each.file() == after.file() && each.end() <= after.offset();
          from = inFront ? Math.max(from, each.end()) : from;
        }
        return new Hole(first, last, after.file(), from, after.offset());
      }
      Candidate near = before == null ? latest : before;
      int from = before == null ? 0 : before.end();
      return new Hole(first, last, near.file(), from, near.file().bytes);
    }
  }
}
