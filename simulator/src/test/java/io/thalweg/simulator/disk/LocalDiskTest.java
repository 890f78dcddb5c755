package io.thalweg.simulator.disk;

import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest extends DiskContract {
  @TempDir private Path directory;

  @Override
  Disk disk() throws IOException {
    return new LocalDisk(directory.resolve("data"));
  }
}
