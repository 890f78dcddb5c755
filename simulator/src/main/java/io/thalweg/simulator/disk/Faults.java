package io.thalweg.simulator.disk;

/// Decides what becomes of each call of a [SimulatedDisk].
public interface Faults {
  /// What is called.
  enum Call {
    CREATE,
    OPEN,
    LIST,
    DELETE,
    SYNC_DIRECTORY,
    FREE_BYTES,
    LOCK,
    READ,
    WRITE,
    SYNC,
    TRUNCATE,
    LENGTH
  }

  /// What happens.
  enum Outcome {
    GO,
    FAIL,
    CUT_BEFORE,
    CUT_DURING,
    CUT_AFTER
  }

  /// Every call succeeds.
  Faults NONE = (_, _) -> Outcome.GO;

  /// The fate of a call on `file` (empty: of the directory). May let others run meanwhile: then the
  /// call has been delayed.
  Outcome next(Call call, String file);
}
