package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import io.thalweg.core.turn.Turn;
import java.util.UUID;

/// A topic with its configuration: at its creation, whenever it changes, and whenever it is stated
/// again.
public final class TopicStated extends RecordKind<TopicState> {
  /// Of a time when there were three settings. Read only.
  public static final TopicStated V1 = new TopicStated(2);

  /// Of a time when there were seven: nothing was compacted. Read only.
  public static final TopicStated V2 = new TopicStated(9);

  /// With all settings; of a topic that is nobody's own.
  public static final TopicStated V3 = new TopicStated(11);

  /// Of a queue's own topic: the queue's id stands behind the settings.
  public static final TopicStated V4 = new TopicStated(12);

  private TopicStated(int id) {
    super(id);
  }

  static int bytes(TopicInfo topic) {
    return 160 + 4 * topic.name().length();
  }

  static void write(Turn turn, TopicInfo topic) {
    TopicSettings settings = topic.settings();
    RecordWriter out =
        turn.begin(topic.isOwned() ? V4 : V3, topic.id())
            .putLong(topic.uuid().getMostSignificantBits())
            .putLong(topic.uuid().getLeastSignificantBits())
            .putString(topic.name())
            .putInt(topic.partitions())
            .putLong(settings.retentionMillis())
            .putLong(settings.retentionBytes())
            .putInt(settings.maxBatchBytes());
    Timestamps timestamps = settings.timestamps();
    out.putByte(settings.cleanup().code())
        .putByte(timestamps.brokers() ? 1 : 0)
        .putLong(timestamps.beforeMaxMillis())
        .putLong(timestamps.afterMaxMillis())
        .putInt(settings.given());
    Compaction compaction = settings.compaction();
    out.putLong(Double.doubleToLongBits(compaction.dirtyRatio()))
        .putLong(compaction.minLagMillis())
        .putLong(compaction.maxLagMillis())
        .putLong(compaction.tombstoneMillis());
    if (topic.isOwned()) {
      out.putLong(topic.owner());
    }
    out.end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    UUID uuid = new UUID(in.getLong(), in.getLong());
    String name = in.getString();
    int partitions = in.getInt();
    TopicSettings settings = new TopicSettings(in.getLong(), in.getLong(), in.getInt());
    if (id() != V1.id()) {
      settings = others(in, settings);
    }
    long owner = id() == V4.id() ? in.getLong() : 0;
    TopicInfo topic = new TopicInfo(in.aggregate(), uuid, name, partitions, settings, owner);
    state.stateTopic(in.position(), topic);
  }

  /// Reads the settings behind the first three.
  private TopicSettings others(RecordReader in, TopicSettings first) {
    Cleanup cleanup = Cleanup.of(in.getByte());
    Timestamps timestamps = new Timestamps(in.getByte() != 0, in.getLong(), in.getLong());
    int given = in.getInt();
    Compaction compaction = Compaction.DEFAULT;
    if (id() != V2.id()) {
      double dirtyRatio = Double.longBitsToDouble(in.getLong());
      compaction = new Compaction(dirtyRatio, in.getLong(), in.getLong(), in.getLong());
    }
    return new TopicSettings(
        first.retentionMillis(),
        first.retentionBytes(),
        first.maxBatchBytes(),
        cleanup,
        compaction,
        timestamps,
        given);
  }
}
