package io.thalweg.bench.micro;

import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A batch of 64 KB from command to reply: check, copy, record, apply, two turns.
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AppendBenchmark {
  private static final int PARTITIONS = 4;
  private final ByteBuffer batch = Batches.full();
  private final TopicCommand.Append[] appends = new TopicCommand.Append[PARTITIONS];
  private LoneShard shard = newShard();
  private int turn;

  /// A fresh shard for each iteration: since nothing is flushed, its index of what is in the
  /// journal only grows.
  @Setup(Level.Iteration)
  public void open() {
    shard = newShard();
    TopicInfo topic = shard.topic(PARTITIONS);
    for (int i = 0; i < PARTITIONS; i++) {
      appends[i] = new TopicCommand.Append(topic.partition(i), batch);
    }
  }

  private static LoneShard newShard() {
    try {
      return new LoneShard();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  public Reply append() {
    return shard.ask(appends[turn++ & (PARTITIONS - 1)]);
  }
}
