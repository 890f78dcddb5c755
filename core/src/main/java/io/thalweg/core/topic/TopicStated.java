package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import io.thalweg.core.turn.Turn;
import java.util.UUID;

/// A topic with its configuration: at its creation, whenever it changes, and whenever it is stated
/// again.
public final class TopicStated extends RecordKind<TopicState> {
  /// Of a time when there were three settings. Read only.
  public static final TopicStated V1 = new TopicStated(2);

  /// With all settings.
  public static final TopicStated V2 = new TopicStated(9);

  private TopicStated(int id) {
    super(id);
  }

  static int bytes(TopicInfo topic) {
    return 128 + 4 * topic.name().length();
  }

  static void write(Turn turn, TopicInfo topic) {
    TopicSettings settings = topic.settings();
    RecordWriter out =
        turn.begin(V2, topic.id())
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
        .putInt(settings.given())
        .end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    UUID uuid = new UUID(in.getLong(), in.getLong());
    String name = in.getString();
    int partitions = in.getInt();
    TopicSettings settings = new TopicSettings(in.getLong(), in.getLong(), in.getInt());
    if (id() == V2.id()) {
      Cleanup cleanup = Cleanup.of(in.getByte());
      Timestamps timestamps = new Timestamps(in.getByte() != 0, in.getLong(), in.getLong());
      settings =
          new TopicSettings(
              settings.retentionMillis(),
              settings.retentionBytes(),
              settings.maxBatchBytes(),
              cleanup,
              timestamps,
              in.getInt());
    }
    TopicInfo topic = new TopicInfo(in.aggregate(), uuid, name, partitions, settings);
    state.stateTopic(in.position(), topic);
  }
}
