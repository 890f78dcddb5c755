package io.thalweg.core.topic;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;
import java.util.UUID;

/// A topic with its configuration: at its creation and whenever it is stated again.
public final class TopicStated extends RecordKind<TopicState> {
  public static final TopicStated V1 = new TopicStated();

  private TopicStated() {
    super(2);
  }

  static int bytes(TopicInfo topic) {
    return 96 + 4 * topic.name().length();
  }

  static void write(Turn turn, TopicInfo topic) {
    TopicSettings settings = topic.settings();
    turn.begin(V1, topic.id())
        .putLong(topic.uuid().getMostSignificantBits())
        .putLong(topic.uuid().getLeastSignificantBits())
        .putString(topic.name())
        .putInt(topic.partitions())
        .putLong(settings.retentionMillis())
        .putLong(settings.retentionBytes())
        .putInt(settings.maxBatchBytes())
        .end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    UUID uuid = new UUID(in.getLong(), in.getLong());
    String name = in.getString();
    int partitions = in.getInt();
    TopicSettings settings = new TopicSettings(in.getLong(), in.getLong(), in.getInt());
    TopicInfo topic = new TopicInfo(in.aggregate(), uuid, name, partitions, settings);
    state.stateTopic(in.position(), topic);
  }
}
