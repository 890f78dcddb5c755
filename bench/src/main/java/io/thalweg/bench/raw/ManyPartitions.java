package io.thalweg.bench.raw;

import io.thalweg.bench.compare.PairedRatio;
import io.thalweg.bench.load.Topic;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.peer.Machine;
import io.thalweg.core.batch.BatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench/many-partitions`: does a batch cost more when there are more partitions?
@Command(
    name = "many-partitions",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends prepared Produce requests, each with 100 batches of one 1 KB event for 100 partitions"
          + " drawn from few (100) or many (1000), in turn, and says what a batch costs the"
          + " broker and how often it syncs.",
      ""
    })
public final class ManyPartitions implements Callable<Integer> {
  private static final int VERSION = 9;
  private static final int BATCHES = 100;
  private static final int EVENT_BYTES = 1024;
  private static final int IN_FLIGHT = 4;
  private static final int PREPARED = 200;
  private static final double LIMIT = 1.3;

  /// Syncs for a request may not grow: what two runs differ by anyway.
  private static final double SYNC_LIMIT = 1.1;

  private static final String SYNCS = "thalweg_journal_sync_duration_seconds_count";

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "rounds of each (${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "5000",
      description = "requests in each round (${DEFAULT-VALUE})")
  private int requests;

  @Option(
      names = "--few",
      paramLabel = "P",
      defaultValue = "100",
      description = "partitions of the one (${DEFAULT-VALUE})")
  private int few;

  @Option(
      names = "--many",
      paramLabel = "P",
      defaultValue = "1000",
      description = "partitions of the other (${DEFAULT-VALUE})")
  private int many;

  /// What one round showed.
  private record Round(double cpuMicros, double perSecond, double syncs) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.2f µs CPU a batch, %,.0f/s, %.3f syncs a request",
          cpuMicros,
          perSecond,
          syncs);
    }
  }

  /// Exit codes: 0 within the limit, 1 not so or failed, 2 wrong arguments.
  public static void main(String[] args) {
    System.exit(new CommandLine(new ManyPartitions()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (few < BATCHES || many < BATCHES) {
      throw new CommandLine.ParameterException(
          new CommandLine(this), "expected at least " + BATCHES + " partitions");
    }
    Path scratch = BenchHome.scratch();
    Machine.facts(scratch).forEach((name, value) -> say("machine " + name + ": " + value));
    try (Broker broker = Brokers.thalweg(scratch, BenchHome.freePort()).await();
        Topic one = Topic.create(broker.bootstrap(), "few", few);
        Topic other = Topic.create(broker.bootstrap(), "many", many)) {
      broker.settings().forEach(line -> say("settings: " + line));
      List<ByteBuffer> toFew = prepared(one);
      List<ByteBuffer> toMany = prepared(other);
      run(broker, toFew);
      run(broker, toMany);
      List<Round> ofFew = new ArrayList<>();
      List<Round> ofMany = new ArrayList<>();
      for (int pair = 0; pair < pairs; pair++) {
        if (pair % 2 == 0) {
          ofFew.add(run(broker, toFew));
        }
        ofMany.add(run(broker, toMany));
        if (pair % 2 == 1) {
          ofFew.add(run(broker, toFew));
        }
        say("pair %d/%d".formatted(pair + 1, pairs));
        say("  %5d partitions: %s".formatted(few, ofFew.getLast()));
        say("  %5d partitions: %s".formatted(many, ofMany.getLast()));
      }
      String at = " at %d and %d partitions".formatted(few, many);
      boolean cheap =
          PairedRatio.of(ofFew, ofMany, Round::cpuMicros)
              .tell("many-partitions: broker CPU µs per batch" + at, LIMIT);
      boolean steady =
          PairedRatio.of(ofFew, ofMany, Round::syncs)
              .tell("many-partitions: syncs per request" + at, SYNC_LIMIT);
      return cheap && steady ? 0 : 1;
    }
  }

  private static List<ByteBuffer> prepared(Topic topic) {
    Random random = new Random(topic.partitions());
    List<Integer> partitions = new ArrayList<>();
    IntStream.range(0, topic.partitions()).forEach(partitions::add);
    List<ByteBuffer> all = new ArrayList<>();
    for (int i = 0; i < PREPARED; i++) {
      Collections.shuffle(partitions, random);
      List<PartitionProduceData> data = new ArrayList<>();
      for (int index : partitions.subList(0, BATCHES)) {
        data.add(new PartitionProduceData().setIndex(index).setRecords(batch(random)));
      }
      TopicProduceDataCollection topics = new TopicProduceDataCollection();
      topics.add(new TopicProduceData().setName(topic.name()).setPartitionData(data));
      all.add(
          RawClient.request(
              ApiKeys.PRODUCE,
              VERSION,
              new ProduceRequestData()
                  .setAcks((short) -1)
                  .setTimeoutMs(30_000)
                  .setTopicData(topics)));
    }
    return all;
  }

  private static MemoryRecords batch(Random random) {
    byte[] value = new byte[EVENT_BYTES];
    random.nextBytes(value);
    ByteBuffer bytes = ByteBuffer.allocate(EVENT_BYTES + 128);
    BatchBuilder builder = new BatchBuilder().begin(bytes);
    builder.add(System.currentTimeMillis(), null, ByteBuffer.wrap(value));
    builder.end();
    return MemoryRecords.readableRecords(bytes.flip());
  }

  private Round run(Broker broker, List<ByteBuffer> prepared)
      throws IOException, InterruptedException {
    broker.settle();
    long before = broker.usage().cpuMicros();
    double syncsBefore = broker.metric(SYNCS);
    long began = System.nanoTime();
    try (RawClient client = new RawClient(broker.bootstrap())) {
      send(client, prepared);
    }
    long nanos = System.nanoTime() - began;
    double syncs = (broker.metric(SYNCS) - syncsBefore) / requests;
    broker.settle(); // what is written to segments afterwards is part of the price
    double batches = (double) requests * BATCHES;
    double cpuMicros = (broker.usage().cpuMicros() - before) / batches;
    return new Round(cpuMicros, batches * 1e9 / nanos, syncs);
  }

  private void send(RawClient client, List<ByteBuffer> prepared) throws IOException {
    int sent = 0;
    for (int received = 0; received < requests; received++) {
      for (; sent < requests && sent - received < IN_FLIGHT; sent++) {
        client.send(prepared.get(sent % prepared.size()));
      }
      ByteBuffer response = client.receive();
      if (received == 0) {
        check(response);
      }
    }
  }

  private static void check(ByteBuffer response) {
    response.position(5); // correlation id, no tagged fields
    new ProduceResponseData(new ByteBufferAccessor(response), (short) VERSION)
        .responses()
        .forEach(
            topic ->
                topic
                    .partitionResponses()
                    .forEach(
                        partition -> {
                          if (partition.errorCode() != 0) {
                            throw new IllegalStateException("produce is refused: " + partition);
                          }
                        }));
  }

  private static void say(String line) {
    System.err.println("bench: " + line);
  }
}
