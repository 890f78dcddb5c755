package io.thalweg.simulator.journal;

import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.ring.RingSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A small ring, run by its test.
final class Ring implements JournalWriter.Listener {
  static final int FILE_BYTES = 64 * 1024;
  static final int FILES = 6;

  final JournalRing ring;
  final JournalWriter writer;
  final List<Long> durable = new ArrayList<>();
  final List<Throwable> lost = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  private final Block block = new BlockPool(FILE_BYTES, 1).take();

  Ring(Disk disk) throws IOException {
    RingSettings settings = new RingSettings(FILE_BYTES, FILES, true);
    ring =
        JournalRing.open(
            disk,
            settings,
            new JournalRing.Hooks(this, () -> {}, () -> {}, log::add, Runnable::run));
    writer = ring.writer();
  }

  @Override
  public void durable(long position) {
    durable.add(position);
  }

  @Override
  public void lost(Throwable why) {
    lost.add(why);
  }

  /// Appends `text` and as many bytes of filling.
  long append(String text, int filling) {
    byte[] bytes = (text + " " + "x".repeat(filling)).getBytes(StandardCharsets.UTF_8);
    block.bytes().put(JournalWriter.HEADROOM, bytes);
    long position = writer.append(new Slice(block, JournalWriter.HEADROOM, bytes.length));
    work(); // the block is used again
    return position;
  }

  /// Runs the agents until nothing is left to do.
  void work() {
    boolean worked = true;
    while (worked) {
      worked = false;
      for (Agent agent : ring.agents()) {
        worked |= agent.work();
      }
    }
  }

  /// The texts that were there at opening, by position.
  NavigableMap<Long, String> entries() throws IOException {
    TreeMap<Long, String> entries = new TreeMap<>();
    try (JournalReader reader = ring.reader()) {
      JournalReader.Entry entry = new JournalReader.Entry();
      while (reader.next(entry)) {
        byte[] bytes = new byte[entry.payload.remaining()];
        entry.payload.get(entry.payload.position(), bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        entries.put(entry.position, text.substring(0, text.indexOf(' ')));
      }
    }
    return entries;
  }
}
