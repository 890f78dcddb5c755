package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Ids;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicCommand.Appended;
import io.thalweg.core.topic.TopicCommand.Changed;
import io.thalweg.core.topic.TopicCommand.Created;
import io.thalweg.core.topic.TopicCommand.ProducerIs;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.queue.Queues;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What clients do: topics come and go, producers append and try again, starts move. What readers
/// do is [Readers]'s.
final class Workload {
  /// So much time does not pass in a history.
  private static final long DAY = 86_400_000;

  private static final int MOST_TOPICS = 4;
  private static final int MOST_PARTITIONS = 5;
  private static final int MAX_BATCH_BYTES = 64 * 1024;

  private final Chance chance;
  private final Checker checker;
  private final Counts counts;
  private final Batches batches;
  private final Readers readers;
  private final Members members;
  private final Queues queues;
  private final Map<Long, List<Stream>> streams = new HashMap<>();
  private int names;

  Workload(long seed, Chance chance, Checker checker, Counts counts) {
    this.chance = chance;
    this.checker = checker;
    this.counts = counts;
    this.batches = new Batches(chance, checker);
    this.readers = new Readers(chance, checker, counts);
    this.members = new Members(chance, counts);
    this.queues = new Queues(seed, new QueuedTopics(checker), counts);
    checker.tells(queues);
  }

  Chance chance() {
    return chance;
  }

  Checker checker() {
    return checker;
  }

  Queues queues() {
    return queues;
  }

  Readers readers() {
    return readers;
  }

  /// A life begins; nothing of an earlier one will be answered.
  void opened(Life life) {
    streams.values().forEach(all -> all.forEach(Stream::disconnected));
    checker.notGone().forEach(topic -> topic.changing = false);
    members.opened();
    queues.opened();
  }

  /// One thing that a client does.
  void act(Life life) {
    List<TopicModel> there = checker.topicsThere();
    int pick = chance.nextInt(1000);
    if (there.isEmpty() || (pick < 25 && there.size() < MOST_TOPICS)) {
      create(life);
      return;
    }
    TopicModel topic = there.get(chance.nextInt(there.size()));
    PartitionModel partition = topic.partitions.get(chance.nextInt(topic.partitions.size()));
    if (pick < 35) {
      delete(life, topic);
    } else if (pick < 45) {
      disconnect(life, chance.nextInt(Life.CONNECTIONS));
    } else if (pick < 65) {
      trim(life, partition);
    } else if (pick < 72) {
      change(life, topic);
    } else if (pick < 130 && members.act(life, partition)) {
      counts.memberActs++;
    } else if (pick < 600) {
      if (!produce(life, stream(partition))) {
        readers.act(life, partition, there);
      }
    } else if (pick < 680) {
      appendPlain(life, partition);
    } else {
      readers.act(life, partition, there);
    }
  }

  private void create(Life life) {
    if (checker.notGone().stream().anyMatch(topic -> topic.state == TopicModel.State.CREATING)) {
      return;
    }
    long millis = chance.nextInt(4) == 0 ? 1000 + chance.nextInt(5000) : -1;
    long bytes = chance.nextInt(4) == 0 ? 5_000 + chance.nextInt(60_000) : -1;
    TopicSettings settings = otherwise(new TopicSettings(millis, bytes, MAX_BATCH_BYTES));
    TopicModel topic = new TopicModel("t" + nextName(), 1 + chance.nextInt(3), settings);
    checker.asked(topic);
    life.submit(
        0,
        new TopicCommand.Create(topic.name, topic.partitionCount, settings, false),
        true,
        reply -> {
          if (reply instanceof Created created && created.topic() != null) {
            Checker.none(created.problem(), () -> "topic " + topic.name);
            checker.there(topic, created.topic());
            counts.recreated += checker.follows(topic) ? 1 : 0;
          } else {
            later(life, reply, "topic " + topic.name);
            topic.state = TopicModel.State.GONE;
          }
        });
  }

  /// A name that no living topic has; sometimes that of one that is gone.
  private int nextName() {
    int name = Math.max(0, names - chance.nextInt(3));
    boolean taken =
        checker.notGone().stream()
            .anyMatch(t -> t.name.equals("t" + name) && t.state != TopicModel.State.GONE);
    return taken ? ++names : name;
  }

  private static void tryAgain(Reply reply, String what) {
    HistoryFailed.unless(
        reply.problem() == Problem.TRY_AGAIN, () -> what + " is refused: " + reply);
  }

  /// The same of what takes events, which are refused while the disk is full.
  private void later(Life life, Reply reply, String what) {
    if (reply.problem() == Problem.DISK_FULL) {
      HistoryFailed.unless(
          life.mayBeFull(), () -> what + " is refused: nothing has filled the disk");
      counts.refusedWhileFull++;
    } else {
      tryAgain(reply, what);
    }
  }

  private void delete(Life life, TopicModel topic) {
    topic.state = TopicModel.State.DELETING;
    life.submit(
        0,
        new TopicCommand.Delete(Ids.topicOf(topic.partitions.getFirst().id)),
        true,
        reply -> {
          if (reply.problem() == Problem.NONE) {
            topic.gone();
            counts.topicsDeleted++;
          } else {
            tryAgain(reply, "deleting " + topic.name);
            topic.state = TopicModel.State.THERE;
          }
        });
  }

  /// A topic grows, or gets another configuration; its retention stays.
  private void change(Life life, TopicModel topic) {
    TopicInfo known = topic.info;
    if (known == null || topic.changing) {
      return;
    }
    topic.changing = true;
    boolean grows = known.partitions() < MOST_PARTITIONS && chance.nextInt(2) == 0;
    TopicCommand command;
    if (grows) {
      topic.askedPartitions = known.partitions() + 1;
      command = new TopicCommand.AddPartitions(known.id(), topic.askedPartitions, -1, false);
    } else {
      TopicSettings asked = otherwise(known.settings());
      topic.asked(asked);
      command = new TopicCommand.Configure(known.id(), _ -> asked, false);
    }
    life.submit(
        chance.nextInt(Life.CONNECTIONS),
        command,
        true,
        reply -> {
          topic.changing = false;
          TopicInfo now = reply instanceof Changed changed ? changed.topic() : null;
          if (now != null) {
            Checker.none(reply.problem(), () -> "changing " + topic.name);
            checker.there(topic, now);
            counts.topicsChanged++;
          } else if (reply.problem() == Problem.UNKNOWN_TOPIC) {
            HistoryFailed.unless(
                topic.state != TopicModel.State.THERE, topic.name + " is unknown: " + reply);
          } else if (grows) {
            later(life, reply, "more partitions for " + topic.name);
          } else {
            tryAgain(reply, "changing " + topic.name);
          }
        });
  }

  private TopicSettings otherwise(TopicSettings settings) {
    return new TopicSettings(
        settings.retentionMillis(),
        settings.retentionBytes(),
        settings.maxBatchBytes(),
        switch (chance.nextInt(6)) {
          case 0, 1 -> Cleanup.COMPACT;
          case 2 -> Cleanup.COMPACT_AND_DELETE;
          default -> Cleanup.DELETE;
        },
        compaction(),
        settings.timestamps(),
        chance.nextInt(1 << 11));
  }

  /// Mostly such that there is something to do all the time.
  private Compaction compaction() {
    double dirtyRatio = chance.nextInt(3) == 0 ? 0.5 : 0;
    long minLag =
        switch (chance.nextInt(8)) {
          case 0 -> DAY;
          case 1, 2 -> chance.nextInt(3_000);
          default -> 0;
        };
    boolean late = minLag < DAY && chance.nextInt(3) == 0;
    long maxLag = late ? minLag + chance.nextInt(3_000) : Long.MAX_VALUE;
    long tombstones = chance.nextInt(3) == 0 ? DAY : chance.nextInt(3_000);
    return new Compaction(dirtyRatio, minLag, maxLag, tombstones);
  }

  private void disconnect(Life life, int connection) {
    if (checker.notGone().stream().anyMatch(t -> t.state == TopicModel.State.CREATING)
        || checker.notGone().stream().anyMatch(t -> t.state == TopicModel.State.DELETING)) {
      return; // its outcome could not be told
    }
    life.disconnect(connection);
    members.disconnected(connection);
    for (List<Stream> all : streams.values()) {
      all.stream().filter(s -> s.connection == connection).forEach(Stream::disconnected);
    }
  }

  private void trim(Life life, PartitionModel partition) {
    long offset = partition.start + chance.nextInt((int) (partition.end - partition.start) + 1);
    long before = partition.askedStart;
    partition.askedStart = Math.max(before, offset);
    life.submit(
        chance.nextInt(Life.CONNECTIONS),
        new TopicCommand.Trim(partition.id, offset),
        true,
        reply -> {
          if (reply.problem() == Problem.NONE) {
            partition.startSeen(offset);
            counts.trims++;
          } else if (reply.problem() == Problem.UNKNOWN_PARTITION) {
            checker.unknown(partition);
          } else {
            tryAgain(reply, "trimming " + partition + " to " + offset);
          }
        });
  }

  private Stream stream(PartitionModel partition) {
    List<Stream> all = streams.computeIfAbsent(partition.id, _ -> new ArrayList<>());
    if (all.isEmpty() || (all.size() < 3 && chance.nextInt(20) == 0)) {
      all.add(new Stream(partition, chance.nextInt(Life.CONNECTIONS)));
    }
    return all.get(chance.nextInt(all.size()));
  }

  /// False: it has to wait.
  private boolean produce(Life life, Stream stream) {
    if (stream.producer < 0) {
      return askForProducer(life, stream);
    } else if (chance.nextInt(12) == 0 && stream.open.isEmpty() && !stream.known.isEmpty()) {
      repeat(life, stream);
    } else if (stream.maySend()) {
      if (stream.sent == stream.open.size()) {
        stream.open.add(batches.next(stream.partition, stream));
      } else {
        counts.resent++;
      }
      send(life, stream, stream.open.get(stream.sent));
    } else {
      return false;
    }
    return true;
  }

  private boolean askForProducer(Life life, Stream stream) {
    if (stream.asksForProducer) {
      return false;
    }
    stream.asksForProducer = true;
    life.submit(
        stream.connection,
        new TopicCommand.InitProducer(-1, (short) -1),
        true,
        reply -> {
          stream.asksForProducer = false;
          if (reply instanceof ProducerIs is && is.problem() == Problem.NONE) {
            HistoryFailed.unless(
                streams.values().stream()
                    .flatMap(List::stream)
                    .noneMatch(other -> other.producer == is.producer()),
                () -> "producer " + is.producer() + " is given twice");
            stream.producer = is.producer();
          } else {
            tryAgain(reply, "a producer's id");
          }
        });
    return true;
  }

  private void send(Life life, Stream stream, SentBatch batch) {
    stream.sent++;
    stream.inFlight++;
    life.submit(
        stream.connection,
        new TopicCommand.Append(batch.partition, ByteBuffer.wrap(batch.bytes)),
        true,
        reply -> {
          stream.inFlight--;
          if (reply instanceof Appended appended && appended.problem() == Problem.NONE) {
            stream.acknowledged(batch);
            checker.appended(batch, appended.baseOffset());
          } else {
            refused(life, stream, batch, reply);
          }
          if (stream.inFlight == 0 && stream.rejected) {
            stream.rejected = false;
            stream.sent = 0;
          }
        });
  }

  private void refused(Life life, Stream stream, SentBatch batch, Reply reply) {
    if (reply.problem() == Problem.UNKNOWN_PARTITION) {
      checker.unknown(stream.partition);
    } else if (reply.problem() == Problem.OUT_OF_ORDER_SEQUENCE) {
      HistoryFailed.unless(stream.rejected, batch + " is refused, though no earlier one was");
    } else {
      later(life, reply, batch.toString());
    }
    stream.rejected = true;
  }

  /// What was acknowledged is sent once more; or something behind a gap is.
  private void repeat(Life life, Stream stream) {
    boolean gap = chance.nextInt(3) == 0;
    SentBatch again = stream.known.get(chance.nextInt(stream.known.size()));
    ByteBuffer bytes = ByteBuffer.wrap(again.bytes.clone());
    if (gap) {
      stream.nextSequence += 1;
      SentBatch behind = batches.next(stream.partition, stream);
      stream.partition.keys.refused(behind); // as it will be
      stream.nextSequence -= 1 + behind.events;
      stream.nextIndex--;
      bytes = ByteBuffer.wrap(behind.bytes);
    }
    stream.inFlight++;
    stream.rejected = true; // nothing else meanwhile
    life.submit(
        stream.connection,
        new TopicCommand.Append(stream.partition.id, bytes),
        true,
        reply -> {
          stream.inFlight--;
          stream.rejected = false;
          repeated(life, stream, again, gap, reply);
        });
  }

  private void repeated(Life life, Stream stream, SentBatch again, boolean gap, Reply reply) {
    if (reply.problem() == Problem.UNKNOWN_PARTITION) {
      checker.unknown(stream.partition);
    } else if (gap && reply.problem() == Problem.OUT_OF_ORDER_SEQUENCE) {
      counts.refusedGaps++;
    } else if (!gap && reply instanceof Appended appended && appended.problem() == Problem.NONE) {
      HistoryFailed.unless(
          appended.baseOffset() == again.offset, again + " is acknowledged again as " + appended);
      counts.repeated++;
    } else {
      later(life, reply, (gap ? "a batch behind a gap after " : "repeated ") + again);
    }
  }

  /// Whatever there was before, events are taken now.
  void appendAtRest(Life life) {
    List<TopicModel> there = checker.topicsThere();
    if (there.isEmpty()) {
      return;
    }
    List<PartitionModel> partitions = there.get(chance.nextInt(there.size())).partitions;
    PartitionModel partition = partitions.get(chance.nextInt(partitions.size()));
    SentBatch batch = batches.next(partition, null);
    life.submit(
        0,
        new TopicCommand.Append(partition.id, ByteBuffer.wrap(batch.bytes)),
        true,
        reply -> {
          Checker.none(reply.problem(), () -> batch + ", though all is at rest,");
          checker.appended(batch, ((Appended) reply).baseOffset());
        });
  }

  private void appendPlain(Life life, PartitionModel partition) {
    SentBatch batch = batches.next(partition, null);
    life.submit(
        chance.nextInt(Life.CONNECTIONS),
        new TopicCommand.Append(partition.id, ByteBuffer.wrap(batch.bytes)),
        true,
        reply -> {
          if (reply instanceof Appended appended && appended.problem() == Problem.NONE) {
            checker.appended(batch, appended.baseOffset());
          } else if (reply.problem() == Problem.UNKNOWN_PARTITION) {
            checker.unknown(partition);
          } else {
            later(life, reply, batch.toString());
            partition.keys.refused(batch);
          }
        });
  }
}
