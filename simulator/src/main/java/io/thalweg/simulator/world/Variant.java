package io.thalweg.simulator.world;

import io.thalweg.core.journal.JournalWriter;
import io.thalweg.storage.disk.Disk;
import java.util.function.LongConsumer;

/// What stands between the parts of a broker: nothing, or something that breaks a promise, to see
/// that it is found out.
public interface Variant {
  /// Nothing.
  Variant SOUND = new Variant() {};

  /// The disk that storage gets.
  default Disk disk(Disk disk) {
    return disk;
  }

  /// The journal that the shard gets; who calls `durable` claims that a position is.
  default JournalWriter journal(JournalWriter journal, LongConsumer durable) {
    return journal;
  }
}
