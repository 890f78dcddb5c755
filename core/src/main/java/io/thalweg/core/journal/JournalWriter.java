package io.thalweg.core.journal;

import io.thalweg.core.memory.Slice;
import java.io.Closeable;

/// The one writer of a shard's journal. Nothing here blocks: durability arrives later, as an input
/// to the shard, and always for a prefix. Used by the shard's thread only.
///
/// A failed write or sync ends the writer for good ([Listener#lost]): open again and replay, never
/// retry.
public interface JournalWriter extends Closeable {
  /// Bytes that the caller leaves free in front of a payload, for the frame's header.
  int HEADROOM = 64;

  /// `payload.offset() - HEADROOM` is a multiple of this, in memory and in the file.
  int ALIGNMENT = 4096;

  /// Largest payload in bytes: one Kafka batch of the default limit and its record header fit.
  int MAX_PAYLOAD = (1 << 20) + ALIGNMENT - HEADROOM;

  /// What room is asked for. When it runs short, each gives way to those after it; what the journal
  /// needs in order to advance gives way to none.
  enum Claim {
    /// Events, and what takes events.
    EVENTS,

    /// All else that clients do: positions, groups.
    WORK,

    /// What makes less of what is there.
    REMOVAL
  }

  /// Where durability is heard of. Called on a thread of the journal's.
  interface Listener {
    /// Everything up to and including `position` is durable. Positions never go back.
    void durable(long position);

    /// The journal has failed: nothing appended later than the last durable position may be
    /// externalised.
    void lost(Throwable why);
  }

  /// The position that the next append will have.
  long nextPosition();

  /// Appends one entry and returns its dense position. The writer retains the slice until it is
  /// durable, fills the headroom, and owns the bytes from there to the next boundary of
  /// [#ALIGNMENT] after the payload's end, which it zeroes.
  long append(Slice payload);

  /// Hints that nothing more follows soon: what was appended should become durable now.
  void flush();

  /// Whether the newest entry is not yet named durable by a later one: then a damaged end looks
  /// like a torn one.
  boolean unproven();

  /// Appends an empty entry, skipped by readers, if the newest one is unproven. For idle moments.
  void mark();

  /// Whether an earlier append is still on its way, so that gathering more into one entry costs no
  /// latency.
  boolean busy();

  /// Whether there is room for more events; false asks clients to pause.
  boolean writable();

  /// Whether there is room for what `claim` says.
  default boolean takes(Claim claim) {
    return writable();
  }

  /// Whether there is room for `bytes` of it, one entry behind the other.
  default boolean takes(Claim claim, long bytes) {
    return takes(claim);
  }

  /// Entries before `position` are no longer needed. Effective when a later entry is durable.
  void trimBefore(long position);

  /// Raised by every opening; a stale one is refused.
  long epoch();

  /// Bytes that the entries from the log start up to now take, and the most they may take.
  long usedBytes();

  /// The most bytes that live entries may take, as things are: fewer while there is no room to
  /// grow.
  long capacityBytes();

  /// Bytes between the log start and `position`'s end: how much trimming up to there would free.
  long bytesBefore(long position);
}
