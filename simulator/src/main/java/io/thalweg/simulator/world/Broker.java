package io.thalweg.simulator.world;

import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.shard.Shard;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.local.LocalStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// One life of the broker, wired as the server wires it, but without threads: an agent that was
/// woken waits to be run.
final class Broker {
  final Inbox inbox = new Inbox();
  final Shard shard;
  private final LocalStorage storage;
  private final Consumer<String> log;
  private final List<Agent> agents;
  private final Set<String> sleeping = new HashSet<>();
  private final Set<String> working = new HashSet<>();

  /// Opens storage: the journal is recovered when this returns.
  Broker(Disk disk, long seed, World world) throws IOException {
    log = world.log();
    LocalStorage.Hooks hooks =
        new LocalStorage.Hooks(inbox, inbox, sleeping::remove, log, Runnable::run);
    storage = LocalStorage.open(world.variant().disk(disk), world.scale().storage(), hooks);
    agents = storage.agents();
    JournalWriter journal = world.variant().journal(storage.writer(), inbox::claimed);
    shard =
        new Shard(
            world.scale().shard(seed),
            new BlockPool(Scale.blockBytes(), Scale.blocks()),
            new WatchedJournal(journal, world.counts()),
            new WatchedStore(storage, world.counts()));
  }

  /// What a broker needs of the world around it.
  ///
  /// @param log takes lines for the operator
  record World(Scale scale, Variant variant, Counts counts, Consumer<String> log) {}

  void replay(long nowMillis) throws IOException {
    try (JournalReader entries = storage.reader()) {
      shard.replay(
          entries,
          nowMillis,
          named -> {
            try {
              storage.deleteOrphans(named);
            } catch (IOException e) {
              log.accept("could not delete files that no record names: " + e);
            }
          });
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

  /// All agents.
  List<Agent> all() {
    return agents;
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
