package io.thalweg.simulator.journal;

import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalRingTest extends JournalContract {
  @TempDir private Path directory;

  @Override
  Disk disk() throws IOException {
    return new LocalDisk(directory);
  }
}
