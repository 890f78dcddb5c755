package io.thalweg.bench.micro;

import io.thalweg.core.batch.BatchCheck;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Judging a batch of 64 KB: header, fields, CRC.
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BatchCheckBenchmark {
  private final BatchCheck check = new BatchCheck();
  private final ByteBuffer batch = Batches.full();

  @Benchmark
  public Problem check() {
    return check.check(batch, 0, batch.limit(), 1 << 20);
  }
}
