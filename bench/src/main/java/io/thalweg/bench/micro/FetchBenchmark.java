package io.thalweg.bench.micro;

import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.ReadCommand.Wanted;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A fetch of recent events of four partitions, up to 1 MB of each: the core's part, from command
/// to slices of blocks. Nothing is copied.
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FetchBenchmark {
  private static final int PARTITIONS = 4;
  private static final int BATCHES = 16;
  private static final int MAX_BYTES = 50 << 20;

  private final LoneShard shard;
  private final ReadCommand.Fetch fetch;

  /// Fills the partitions with what stays in blocks.
  public FetchBenchmark() {
    try {
      shard = new LoneShard();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    TopicInfo topic = shard.topic(PARTITIONS);
    List<Wanted> wanted =
        IntStream.range(0, PARTITIONS)
            .mapToObj(i -> new Wanted(topic.partition(i), 0, 1 << 20))
            .toList();
    fetch = new ReadCommand.Fetch(wanted, 1, MAX_BYTES, 0);
    ByteBuffer batch = Batches.full();
    for (int i = 0; i < PARTITIONS * BATCHES; i++) {
      Reply _ = shard.ask(new TopicCommand.Append(topic.partition(i % PARTITIONS), batch));
    }
  }

  /// Judges what the figure stands for: all that was appended is fetched.
  @Setup
  public void check() {
    if (shard.ask(fetch) instanceof ReadCommand.Fetched fetched
        && fetched.results().stream().allMatch(result -> bytes(result) > 900 << 10)) {
      return;
    }
    throw new IllegalStateException("expected about 1 MB of each partition");
  }

  private static int bytes(ReadCommand.Result result) {
    return result.batches().stream().mapToInt(slice -> slice.length()).sum();
  }

  @Benchmark
  public Reply fetch() {
    return shard.ask(fetch);
  }
}
