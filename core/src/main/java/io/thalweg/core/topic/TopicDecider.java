package io.thalweg.core.topic;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decides about topics, producer ids and segments; hands appends and retention to their deciders.
public final class TopicDecider {
  private static final int MAX_EPOCH = Short.MAX_VALUE - 1;

  private final TopicView view;
  private final TopicLimits limits;
  private final AppendDecider appends;
  private final RetentionDecider retention;

  public TopicDecider(TopicView view, TopicLimits limits) {
    this.view = view;
    this.limits = limits;
    this.appends = new AppendDecider(view);
    this.retention = new RetentionDecider(view, limits);
  }

  /// Decides one command.
  public void decide(Turn turn, TopicCommand command) {
    switch (command) {
      case TopicCommand.Append append -> appends.decide(turn, append);
      case TopicCommand.Create create -> create(turn, create);
      case TopicCommand.AddPartitions add -> addPartitions(turn, add);
      case TopicCommand.Configure configure -> configure(turn, configure);
      case TopicCommand.Delete delete -> delete(turn, delete);
      case TopicCommand.InitProducer init -> initProducer(turn, init);
      case TopicCommand.Trim trim -> retention.decide(turn, trim);
      case TopicCommand.Retain _ -> retention.sweep(turn);
      case TopicCommand.AddSegment add -> addSegment(turn, add.runs());
      case TopicCommand.CreateOwned create -> createOwned(turn, create);
      case TopicCommand.GrowOwned grow -> growOwned(turn, grow);
      case TopicCommand.DeleteOwned delete -> TopicDeleted.write(turn, owned(delete.id()).id());
      case TopicCommand.Release release -> retention.release(turn, release);
    }
  }

  private void create(Turn turn, TopicCommand.Create command) {
    Problem problem = refusal(command);
    if (problem != Problem.NONE) {
      TopicInfo existing = problem == Problem.TOPIC_EXISTS ? view.named(command.name()) : null;
      turn.reply(new TopicCommand.Created(problem, existing));
      return;
    }
    long id = command.validateOnly() ? view.nextId() : IdsAdvanced.take(turn, view);
    UUID uuid = new UUID(turn.chance().nextLong(), id);
    TopicInfo topic =
        new TopicInfo(id, uuid, command.name(), command.partitions(), command.settings());
    if (!command.validateOnly()) {
      TopicStated.write(turn, topic);
      writePartitions(turn, topic, 0);
    }
    turn.reply(new TopicCommand.Created(Problem.NONE, topic));
  }

  private static void writePartitions(Turn turn, TopicInfo topic, int from) {
    for (int i = from; i < topic.partitions(); i++) {
      PartitionStated.write(turn, topic.partition(i), 0, 0, new ProducerWindow[0]);
    }
  }

  private Problem refusal(TopicCommand.Create command) {
    int partitions = command.partitions();
    if (!TopicInfo.isName(command.name())) {
      return Problem.INVALID_NAME;
    }
    if (partitions < 1 || partitions > mostPartitions()) {
      return Problem.INVALID_PARTITIONS;
    }
    if (view.named(command.name()) != null) {
      return Problem.TOPIC_EXISTS;
    }
    boolean full =
        view.topics() >= limits.topics() || view.partitions() + partitions > limits.partitions();
    return full ? Problem.LIMIT_REACHED : Problem.NONE;
  }

  private int mostPartitions() {
    return Math.min(limits.partitionsPerTopic(), TopicCommand.Create.MOST_PARTITIONS);
  }

  private void addPartitions(Turn turn, TopicCommand.AddPartitions command) {
    TopicInfo topic = view.topic(command.topic());
    Problem problem = refusal(topic);
    problem = topic == null || problem != Problem.NONE ? problem : refusal(command, topic);
    if (topic == null || problem != Problem.NONE) {
      turn.reply(new TopicCommand.Changed(problem, topic));
      return;
    }
    TopicInfo grown = topic.withPartitions(command.partitions());
    if (!command.validateOnly()) {
      TopicStated.write(turn, grown);
      writePartitions(turn, grown, topic.partitions());
    }
    turn.reply(new TopicCommand.Changed(Problem.NONE, grown));
  }

  /// What a queue owns is changed by the queue only.
  private static Problem refusal(@Nullable TopicInfo topic) {
    if (topic == null) {
      return Problem.UNKNOWN_TOPIC;
    }
    return topic.isOwned() ? Problem.RESERVED : Problem.NONE;
  }

  private Problem refusal(TopicCommand.AddPartitions command, TopicInfo topic) {
    int partitions = command.partitions();
    if (partitions <= topic.partitions() || partitions > mostPartitions()) {
      return Problem.INVALID_PARTITIONS;
    }
    int more = partitions - topic.partitions();
    if (command.assigned() >= 0 && command.assigned() != more) {
      return Problem.INVALID_ASSIGNMENT;
    }
    boolean full = view.partitions() + more > limits.partitions();
    return full ? Problem.LIMIT_REACHED : Problem.NONE;
  }

  private void configure(Turn turn, TopicCommand.Configure command) {
    TopicInfo topic = view.topic(command.topic());
    Problem problem = refusal(topic);
    if (topic == null || problem != Problem.NONE) {
      turn.reply(new TopicCommand.Changed(problem, topic));
      return;
    }
    TopicSettings settings = command.change().of(topic.settings());
    if (settings == null) {
      turn.reply(new TopicCommand.Changed(Problem.INVALID_SETTING, topic));
      return;
    }
    TopicInfo configured = topic.withSettings(settings);
    if (!command.validateOnly() && !configured.equals(topic)) {
      TopicStated.write(turn, configured);
    }
    turn.reply(new TopicCommand.Changed(Problem.NONE, configured));
  }

  private void delete(Turn turn, TopicCommand.Delete command) {
    Problem problem = refusal(view.topic(command.topic()));
    if (problem != Problem.NONE) {
      turn.reply(new Reply.Done(problem));
      return;
    }
    TopicDeleted.write(turn, command.topic());
    turn.reply(Reply.Done.OK);
  }

  private void createOwned(Turn turn, TopicCommand.CreateOwned command) {
    long id = command.id();
    boolean isNew = id > 0 && id < view.nextId() && view.topic(id) == null;
    Check.that(isNew && command.owner() != 0, "expected a new id and an owner in " + command);
    Check.within(1, command.partitions(), mostPartitions(), "partitions of a queue's topic");
    UUID uuid = new UUID(turn.chance().nextLong(), id);
    TopicSettings settings =
        TopicSettings.owned(command.retentionMillis(), command.retentionBytes());
    TopicInfo topic =
        new TopicInfo(id, uuid, command.name(), command.partitions(), settings, command.owner());
    TopicStated.write(turn, topic);
    writePartitions(turn, topic, 0);
  }

  private void growOwned(Turn turn, TopicCommand.GrowOwned command) {
    TopicInfo topic = owned(command.id());
    int partitions = command.partitions();
    Check.within(topic.partitions(), partitions, mostPartitions(), "partitions of a queue's topic");
    TopicStated.write(turn, topic.withPartitions(partitions));
    writePartitions(turn, topic.withPartitions(partitions), topic.partitions());
  }

  private TopicInfo owned(long id) {
    TopicInfo topic = Check.present(view.topic(id), "the topic of a queue");
    Check.that(topic.isOwned(), "expected topic " + id + " to be a queue's own");
    return topic;
  }

  private void initProducer(Turn turn, TopicCommand.InitProducer command) {
    boolean bump =
        command.producer() >= 0
            && command.producer() < view.nextId()
            && command.epoch() >= 0
            && command.epoch() < MAX_EPOCH;
    if (bump) {
      short epoch = (short) (command.epoch() + 1);
      turn.reply(new TopicCommand.ProducerIs(Problem.NONE, command.producer(), epoch));
      return;
    }
    long id = IdsAdvanced.take(turn, view);
    turn.reply(new TopicCommand.ProducerIs(Problem.NONE, id, (short) 0));
  }

  private void addSegment(Turn turn, List<SegmentInfo> runs) {
    List<SegmentInfo> wanted = new ArrayList<>(runs.size());
    long bytes = 0;
    for (SegmentInfo run : runs) {
      PartitionView partition = view.partition(run.partition());
      bytes += run.bytes();
      if (partition != null && fits(partition, run)) {
        wanted.add(run);
      }
    }
    if (wanted.isEmpty()) {
      turn.reply(new Reply.Done(Problem.UNKNOWN_PARTITION));
      return;
    }
    SegmentAdded.write(turn, bytes, wanted);
    turn.reply(Reply.Done.OK);
  }

  /// Whether a run begins where the one before it ends, or before the partition's start, and ends
  /// where the next one begins that it does not replace.
  private static boolean fits(PartitionView partition, SegmentInfo run) {
    List<SegmentInfo> runs = partition.runs();
    int next = 0;
    while (next < runs.size() && runs.get(next).endOffset() <= run.baseOffset()) {
      next++;
    }
    long covered = next == 0 ? 0 : runs.get(next - 1).endOffset();
    while (next < runs.size() && run.replaces(runs.get(next))) {
      next++;
    }
    return run.endOffset() > partition.logStart()
        && run.baseOffset() <= Math.max(covered, partition.logStart())
        && (next == runs.size() || runs.get(next).baseOffset() == run.endOffset());
  }
}
