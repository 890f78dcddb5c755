package io.thalweg.core.shard;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicState;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/// What has been applied and must not be seen before it is durable: ends of partitions, topics
/// shown and hidden, files without a name.
final class Undurable implements TopicState.Watcher {
  /// Is told of starts of partitions that are durable.
  interface Starts {
    void moved(long partition, long logStart);
  }

  /// Is told of partitions of which more events are durable, and their bytes.
  interface Ends {
    void advanced(long partition, long events, int bytes);
  }

  private record Later(long position, Runnable effect) {}

  private final TopicDirectory directory;
  private final Consumer<SegmentInfo> unnamed;
  private final ArrayDeque<Later> rare = new ArrayDeque<>();
  private long[] appends = new long[4 * 1024];
  private int first;
  private int count;
  private Consumer<TopicInfo> gone = _ -> {};
  private Starts starts = (_, _) -> {};

  /// `unnamed` is told of segments that no durable record names.
  Undurable(TopicDirectory directory, Consumer<SegmentInfo> unnamed) {
    this.directory = directory;
    this.unnamed = unnamed;
  }

  /// `gone` is told of topics whose deletion is durable.
  void whenGone(Consumer<TopicInfo> listener) {
    this.gone = listener;
  }

  /// `listener` is told of starts that are durable.
  void whenStarted(Starts listener) {
    this.starts = listener;
  }

  @Override
  public void startMoved(long position, long partition, long logStart) {
    later(position, () -> starts.moved(partition, logStart));
  }

  @Override
  public void appended(long position, PartitionView partition, long nextOffset, int bytes) {
    if (count * 4 == appends.length) {
      grow();
    }
    int at = (first + count) * 4 & (appends.length - 1);
    appends[at] = position;
    appends[at + 1] = partition.id();
    appends[at + 2] = nextOffset;
    appends[at + 3] = bytes;
    count++;
  }

  @Override
  public void shown(long position, TopicInfo topic) {
    later(position, () -> directory.show(topic));
  }

  @Override
  public void hidden(long position, TopicInfo topic) {
    later(
        position,
        () -> {
          directory.hide(topic);
          gone.accept(topic);
        });
  }

  @Override
  public void removed(long position, SegmentInfo segment) {
    later(position, () -> unnamed.accept(segment));
  }

  /// Does `effect` once `position` is durable.
  void later(long position, Runnable effect) {
    rare.add(new Later(position, effect));
  }

  /// Everything up to `durable` may be seen.
  void durable(long durable, TopicState topics, Ends ends) {
    for (Later l = rare.peek(); l != null && l.position <= durable; l = rare.peek()) {
      rare.remove();
      l.effect.run();
    }
    while (count > 0) {
      int at = first * 4 & (appends.length - 1);
      if (appends[at] > durable) {
        return;
      }
      long events = topics.durable(appends[at + 1], appends[at + 2]);
      ends.advanced(appends[at + 1], events, (int) appends[at + 3]);
      first++;
      count--;
    }
  }

  private void grow() {
    long[] larger = Arrays.copyOf(appends, appends.length * 2);
    for (int i = 0; i < count; i++) {
      System.arraycopy(appends, (first + i) * 4 & (appends.length - 1), larger, i * 4, 4);
    }
    appends = larger;
    first = 0;
  }
}
