package io.thalweg.simulator.disk;

/// Everything that goes wrong in a history, on purpose. Each is counted in [FaultCounts] when it
/// has had an effect, not when it was planned; crashes around the calls of a disk are counted for
/// each kind of call besides.
public enum Fault {
  /// The machine or the process stops before a call of the disk does anything.
  CRASH_BEFORE_CALL,
  /// It stops while the call has done a part: any sectors of a write, none of a sync.
  CRASH_DURING_CALL,
  /// It stops when the call is done, and before anybody hears of it.
  CRASH_AFTER_CALL,
  /// The process ends between two calls.
  CRASH_BETWEEN_CALLS,
  /// Only the process ends: what it wrote is there, synced or not.
  KILL,
  /// The power goes: what no completed sync covers is anybody's guess.
  POWER_LOSS,
  /// The same after a kill, when what was read at the start was perhaps never on the device.
  POWER_LOSS_AFTER_KILL,

  /// An unsynced write has not reached the device.
  WRITE_LOST,
  /// An unsynced write has reached it.
  WRITE_KEPT,
  /// It has, and an earlier one to the same file has not.
  WRITES_REORDERED,
  /// Of an unsynced write some sectors of 512 bytes have reached the device, and others have not.
  WRITE_TORN,
  /// A file has a length that was to be another.
  LENGTH_LOST,
  /// The name of a new file is gone, with the file.
  CREATED_NAME_LOST,
  /// The name of a deleted file is there again, with the file.
  DELETED_NAME_BACK,

  /// A sync takes so long that all others go on meanwhile.
  SYNC_SLOW,
  /// A sync fails, and drops what it did not write.
  SYNC_FAILED,
  /// A write fails when any part of it is done.
  WRITE_FAILED,
  /// A read fails.
  READ_FAILED,
  /// Any other call fails.
  CALL_FAILED,
  /// There is no room for a write.
  WRITE_REFUSED,
  /// Who looks how much room there is hears of little, and does not even begin.
  DISK_FULL,
  /// A bit that was written and synced is another when it is read.
  BIT_FLIPPED,

  /// The wall clock jumps ahead.
  CLOCK_AHEAD,
  /// It jumps back.
  CLOCK_BACK
}
