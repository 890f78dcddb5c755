package io.thalweg.core.turn;

import org.jspecify.annotations.Nullable;

/// An aggregate that can be stated again, as a link in an [Order] of newest statements.
public abstract class Stated {
  private @Nullable Stated older;
  private @Nullable Stated newer;
  private long statedAt = -1;

  /// Journal position of the newest statement; -1 before the first.
  public final long statedAt() {
    return statedAt;
  }

  /// An upper bound of the journal bytes of [#restate].
  protected abstract int restateBytes();

  /// Writes the whole aggregate as one statement.
  protected abstract void restate(Turn turn);

  /// Aggregates in the order of their newest statements. Not thread-safe.
  public static final class Order {
    private @Nullable Stated oldest;
    private @Nullable Stated newest;

    /// `aggregate` has been stated at `position`, which is not less than any before.
    public void stated(Stated aggregate, long position) {
      if (aggregate.statedAt >= 0) {
        forget(aggregate);
      }
      aggregate.statedAt = position;
      aggregate.older = newest;
      if (newest == null) {
        oldest = aggregate;
      } else {
        newest.newer = aggregate;
      }
      newest = aggregate;
    }

    /// `aggregate` exists no more.
    public void forget(Stated aggregate) {
      if (aggregate.statedAt < 0) {
        return;
      }
      Stated before = aggregate.older;
      Stated after = aggregate.newer;
      if (before == null) {
        oldest = after;
      } else {
        before.newer = after;
      }
      if (after == null) {
        newest = before;
      } else {
        after.older = before;
      }
      aggregate.older = null;
      aggregate.newer = null;
      aggregate.statedAt = -1;
    }

    /// As [Restatable#oldestStatement].
    public long oldestStatement() {
      return oldest == null ? Long.MAX_VALUE : oldest.statedAt;
    }

    /// As [Restatable#restateBytes].
    public int restateBytes() {
      return oldest == null ? 0 : oldest.restateBytes();
    }

    /// As [Restatable#shownOldest].
    public String shownOldest() {
      return String.valueOf(oldest);
    }

    /// As [Restatable#restateAll]; the order must not change meanwhile.
    public void restateAll(Turn turn) {
      for (Stated each = oldest; each != null; each = each.newer) {
        each.restate(turn);
      }
    }

    /// As [Restatable#restateOldest].
    public void restateOldest(Turn turn) {
      if (oldest != null) {
        oldest.restate(turn);
      }
    }
  }
}
