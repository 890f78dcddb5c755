package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.group.CommittedOffset;
import io.thalweg.core.group.GroupCommand;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Committed;
import io.thalweg.core.group.GroupCommand.FetchOffsets;
import io.thalweg.core.group.GroupCommand.Offsets;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.ReadCommand.Fetch;
import io.thalweg.core.read.ReadCommand.Fetched;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.read.ReadCommand.Wanted;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import io.thalweg.simulator.told.Story;
import io.thalweg.simulator.world.Checker.Commits;
import io.thalweg.simulator.world.Checker.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// What consumers do: fetch new and old events, wait for more, look for times, commit how far they
/// have come.
final class Readers {
  private static final int MAX_BYTES = 1 << 20;

  private final Chance chance;
  private final Checker checker;
  private final Counts counts;
  private long commits;

  Readers(Chance chance, Checker checker, Counts counts) {
    this.chance = chance;
    this.checker = checker;
    this.counts = counts;
  }

  void act(Life life, PartitionModel partition, List<TopicModel> there) {
    int pick = chance.nextInt(100);
    if (pick < 45) {
      fetch(life, partition, somewhere(partition), chance.nextInt(3) == 0 ? 400 : MAX_BYTES);
    } else if (pick < 55) {
      fetchSeveral(life, there);
    } else if (pick < 65) {
      await(life, partition);
    } else if (pick < 80) {
      commit(life, partition);
    } else if (pick < 90) {
      fetchOffset(life, "g" + chance.nextInt(3), partition);
    } else {
      lookUp(life, partition);
    }
  }

  private long somewhere(PartitionModel partition) {
    return partition.start + chance.nextInt((int) (partition.end - partition.start) + 1);
  }

  private void fetch(Life life, PartitionModel partition, long offset, int maxBytes) {
    Fetch fetch = new Fetch(List.of(new Wanted(partition.id, offset, maxBytes)), 1, MAX_BYTES, 0);
    fetch(life, fetch, List.of(Snapshot.of(partition, offset)), _ -> {});
  }

  private void await(Life life, PartitionModel partition) {
    Wanted wanted = new Wanted(partition.id, partition.end, MAX_BYTES);
    int minBytes = 1 + chance.nextInt(2000);
    Fetch fetch = new Fetch(List.of(wanted), minBytes, MAX_BYTES, chance.nextInt(600));
    fetch(life, fetch, List.of(Snapshot.of(partition, partition.end)), _ -> {});
  }

  private void fetchSeveral(Life life, List<TopicModel> there) {
    List<Wanted> wanted = new ArrayList<>();
    List<Snapshot> asked = new ArrayList<>();
    for (TopicModel topic : there) {
      for (PartitionModel partition : topic.partitions) {
        long offset = somewhere(partition);
        wanted.add(new Wanted(partition.id, offset, 1 + chance.nextInt(10_000)));
        asked.add(Snapshot.of(partition, offset));
      }
    }
    int maxBytes = 1 + chance.nextInt(MAX_BYTES);
    fetch(life, new Fetch(wanted, 1, maxBytes, chance.nextInt(300)), asked, _ -> {});
  }

  private void fetch(Life life, Fetch fetch, List<Snapshot> asked, LongConsumer readUpTo) {
    life.submit(
        chance.nextInt(Life.CONNECTIONS),
        fetch,
        false,
        reply -> {
          if (!(reply instanceof Fetched fetched)) {
            throw new HistoryFailed("a fetch is answered by " + reply);
          }
          Checker.none(fetched.problem(), () -> "a fetch");
          int results = fetched.results().size();
          HistoryFailed.unless(
              results == asked.size(), () -> results + " results of " + asked.size());
          for (int i = 0; i < results; i++) {
            readUpTo.accept(checker.fetched(asked.get(i), fetched.results().get(i)));
          }
        });
  }

  private void lookUp(Life life, PartitionModel partition) {
    Snapshot asked = Snapshot.of(partition, 0);
    long time = Story.FIRST_TIMESTAMP + chance.nextInt(checker.batches.size() + 1);
    long at =
        switch (chance.nextInt(4)) {
          case 0 -> ReadCommand.EARLIEST;
          case 1 -> ReadCommand.LATEST;
          case 2 -> ReadCommand.MAX_TIMESTAMP;
          default -> time;
        };
    life.submit(
        chance.nextInt(Life.CONNECTIONS),
        new LookUp(partition.id, at),
        false,
        reply -> {
          if (!(reply instanceof Found found)) {
            throw new HistoryFailed("a look-up is answered by " + reply);
          }
          found(asked, at, found);
        });
  }

  private void found(Snapshot asked, long at, Found found) {
    PartitionModel partition = asked.partition();
    if (found.problem() == Problem.UNKNOWN_PARTITION) {
      checker.unknown(partition);
      return;
    }
    if (found.problem() == Problem.DAMAGED) {
      checker.damage(() -> "looking for " + at + " in " + partition + ": " + found);
      return;
    }
    Checker.none(found.problem(), () -> "looking for " + at + " in " + partition);
    Slice batches = found.batches();
    if (at == ReadCommand.EARLIEST) {
      HistoryFailed.unless(
          found.offset() >= asked.start(), () -> found + ": the start of " + partition);
      partition.startSeen(found.offset());
    } else if (at == ReadCommand.LATEST) {
      HistoryFailed.unless(
          found.offset() >= asked.end(), () -> found + ": the end of " + partition);
      partition.endSeen(found.offset());
    } else if (batches != null && batches.length() > 0) {
      boolean left = BatchHeader.nextOffset(batches.view(), 0) > asked.start();
      HistoryFailed.unless(left, found + ": has been deleted from " + partition);
      long first = batches.view().getLong(0);
      checker.read(partition, batches, first, -1);
    }
  }

  private Commits own(String group, PartitionModel partition) {
    return checker.commits.computeIfAbsent(group + "/" + partition.id, _ -> new Commits());
  }

  private void commit(Life life, PartitionModel partition) {
    String group = "g" + chance.nextInt(3);
    Commits own = own(group, partition);
    long offset = ++commits;
    own.asked.add(offset);
    String metadata = "m".repeat(chance.nextInt(40));
    var positions = List.of(new GroupCommand.Position(partition.id, offset, -1, metadata));
    life.submit(
        chance.nextInt(Life.CONNECTIONS),
        new CommitOffsets(group, "", null, -1, positions),
        true,
        reply -> {
          if (!(reply instanceof Committed committed)) {
            refused(reply, "a commit");
            return;
          }
          Checker.none(committed.problem(), () -> "a commit");
          if (committed.problems().getFirst() == Problem.UNKNOWN_PARTITION) {
            checker.unknown(partition);
          } else {
            Checker.none(committed.problems().getFirst(), () -> "a commit for " + partition);
            own.seen = Math.max(own.seen, offset);
            counts.committed++;
          }
        });
  }

  private static void refused(Reply reply, String what) {
    HistoryFailed.unless(reply.problem() == Problem.TRY_AGAIN, what + " is refused: " + reply);
  }

  void fetchOffset(Life life, String group, PartitionModel partition) {
    Commits own = own(group, partition);
    long before = own.seen;
    life.submit(
        chance.nextInt(Life.CONNECTIONS),
        new FetchOffsets(group, List.of(partition.id)),
        true,
        reply -> {
          if (!(reply instanceof Offsets offsets)) {
            throw new HistoryFailed("fetching offsets is answered by " + reply);
          }
          List<CommittedOffset> all = offsets.offsets();
          Long offset = all.isEmpty() ? null : (Long) all.getFirst().offset();
          checker.committed(partition, own, offset, before);
        });
  }

  /// Reads everything that is there, from start to end, and every committed offset.
  void readAll(Life life) {
    for (TopicModel topic : checker.topicsThere()) {
      for (PartitionModel partition : topic.partitions) {
        readAll(life, partition);
        for (int group = 0; group < 3; group++) {
          fetchOffset(life, "g" + group, partition);
        }
      }
    }
    life.settle();
  }

  private void readAll(Life life, PartitionModel partition) {
    long[] upTo = {partition.start};
    partition.keys.reading();
    int attempts = 0;
    while (attempts < 3 && upTo[0] < partition.end) {
      long before = upTo[0];
      Wanted wanted = new Wanted(partition.id, before, MAX_BYTES);
      Fetch fetch = new Fetch(List.of(wanted), 1, MAX_BYTES, 0);
      List<Snapshot> asked = List.of(Snapshot.of(partition, before));
      fetch(life, fetch, asked, next -> upTo[0] = Math.max(upTo[0], next));
      life.settle();
      upTo[0] = Math.max(upTo[0], partition.start);
      attempts = upTo[0] > before ? 0 : attempts + 1;
    }
    HistoryFailed.unless(
        upTo[0] >= partition.end || (checker.noticed && checker.damaged),
        () -> partition + " can be read up to " + upTo[0] + " only");
    if (upTo[0] >= partition.end && partition.topic.compacts()) {
      checker.readAll(partition);
    }
  }
}
