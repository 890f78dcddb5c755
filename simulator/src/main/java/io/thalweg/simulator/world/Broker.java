package io.thalweg.simulator.world;

import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.shard.Shard;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.Story;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.local.LocalStorage;
import io.thalweg.storage.ring.JournalRing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One life of the broker, wired as the server wires it, but without threads: an agent that was
/// woken waits to be run.
final class Broker {
  final Inbox inbox;
  final Shard shard;
  final BlockPool pool = new BlockPool(Scale.blockBytes(), Scale.blocks());
  final LocalStorage storage;
  private final World world;
  private final WatchedJournal journal;
  private final List<Agent> agents;
  private final Set<String> sleeping = new HashSet<>();
  private final Set<String> working = new HashSet<>();

  /// Opens storage: the journal is recovered when this returns.
  Broker(Disk disk, long seed, World world) throws IOException {
    this.world = world;
    inbox = new Inbox(world.lived()::durable, world.counts());
    LocalStorage.Hooks hooks =
        new LocalStorage.Hooks(inbox, inbox, sleeping::remove, world::log, Runnable::run);
    disk.lock();
    storage = LocalStorage.open(disk, world.scale().storage(), hooks);
    world.lived().reopened(storage.writer().nextPosition() - 1);
    agents = storage.agents();
    journal = new WatchedJournal(storage.writer(), world.counts(), this::appended);
    WatchedStore store = new WatchedStore(storage, world.counts());
    shard = new Shard(world.scale().shard(seed), pool, journal, store);
  }

  private void appended(long position) {
    world.story().nextEntry();
    world.lived().entry(position, Statements.checksums(shard));
  }

  /// What a broker needs of the world around it.
  ///
  /// @param lived what is known of the lives before
  record World(Scale scale, Counts counts, Story story, Lived lived) {
    /// Takes a line for the operator.
    void log(String line) {
      counts.tornEnds += line.contains("torn") ? 1 : 0;
      story.tell("broker says: " + line);
    }

    /// The same world, of which nothing is noted.
    World apart() {
      return new World(scale, new Counts(), story.apart(), new Lived(false));
    }
  }

  void replay(long nowMillis) throws IOException {
    try (JournalReader entries = storage.reader()) {
      shard.replay(
          entries,
          nowMillis,
          named -> {
            try {
              storage.deleteOrphans(named);
            } catch (IOException e) {
              world.log("could not delete files that no record names: " + e);
            }
          });
    }
    if (world.lived().replayed(Statements.checksums(shard), journal.first)) {
      world.counts().restartsCompared++;
    }
  }

  /// Agents that are awake and not at work.
  List<Agent> ready() {
    List<Agent> ready = new ArrayList<>();
    for (Agent agent : agents) {
      if (!sleeping.contains(agent.role()) && !working.contains(agent.role())) {
        ready.add(agent);
      }
    }
    return ready;
  }

  /// How the journal is, for a failure's message.
  String journal() {
    JournalWriter journal = storage.writer();
    return String.format(
        "next %d, %d of %d bytes used, busy %s, writable %s, asleep %s",
        journal.nextPosition(),
        journal.usedBytes(),
        journal.capacityBytes(),
        journal.busy(),
        journal.writable(),
        sleeping);
  }

  /// The aggregates that the opening itself has written to.
  Set<Long> touched() {
    return journal.first;
  }

  /// The most files that the ring should have.
  int ringFiles() {
    return world.scale().ringFiles();
  }

  /// All agents.
  List<Agent> all() {
    return agents;
  }

  /// Whether `agent` writes the journal, and what waits to be written is no more than a small part
  /// of the ring.
  boolean gathersMore(Agent agent) {
    JournalWriter writer = storage.writer();
    long waiting = writer.usedBytes() - writer.bytesBefore(inbox.durable());
    return agent.role().equals(JournalRing.WRITER) && waiting < Scale.ringFileBytes() / 2;
  }

  /// Whether `agent` does nothing but look around, now and then.
  boolean onlyLooks(Agent agent) {
    return agent.equals(storage.space());
  }

  /// Lets `agent` do one step; returns whether there was something to do.
  boolean run(Agent agent) {
    sleeping.add(agent.role());
    working.add(agent.role());
    boolean worked = agent.work();
    working.remove(agent.role());
    if (worked) {
      sleeping.remove(agent.role());
    }
    return worked;
  }
}
