package io.thalweg.bench.compare;

import io.thalweg.bench.load.Consume;
import io.thalweg.bench.load.Paced;
import io.thalweg.bench.load.Produce;
import io.thalweg.bench.load.Topic;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Usage;
import java.util.EnumMap;
import java.util.Map;

/// Runs one broker through one round: a fresh topic is filled, read, and driven at a pace.
final class RoundRunner {
  private static final int PARTITIONS = 4;

  private final Plan plan;
  private int topics;

  RoundRunner(Plan plan) {
    this.plan = plan;
  }

  /// Unmeasured: compilers and caches of both sides get warm.
  void warmUp(Broker broker) throws InterruptedException {
    long events = Math.max(1, plan.events() / 4);
    try (Topic topic = freshTopic(broker)) {
      Produce.run(topic, events, plan.eventBytes());
      Consume.run(topic, events);
    }
    broker.settle();
  }

  Round run(Broker broker, int pair) throws InterruptedException {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    broker.settle();
    try (Topic topic = freshTopic(broker)) {
      produce(broker, topic, values);
      consume(broker, topic, values);
    }
    broker.settle();
    if (plan.pacedSeconds() > 0) {
      try (Topic topic = freshTopic(broker)) {
        paced(broker, topic, values);
      }
    }
    Usage usage = broker.usage();
    values.put(Metric.RSS, megabytes(usage.rssBytes()));
    values.put(Metric.PEAK_RSS, megabytes(usage.peakRssBytes()));
    return new Round(broker.name(), pair, values);
  }

  private Topic freshTopic(Broker broker) throws InterruptedException {
    return Topic.create(broker.bootstrap(), "round-" + topics++, PARTITIONS);
  }

  private void produce(Broker broker, Topic topic, Map<Metric, Double> values)
      throws InterruptedException {
    Usage before = broker.usage();
    Usage client = Usage.ofClient();
    long nanos = Produce.run(topic, plan.events(), plan.eventBytes());
    values.put(Metric.PRODUCE_RATE, plan.events() * 1e9 / nanos);
    values.put(Metric.PRODUCE_BROKER_CPU, perEvent(before, broker.usage()));
    values.put(Metric.PRODUCE_CLIENT_CPU, perEvent(client, Usage.ofClient()));
    broker.settle();
    values.put(Metric.PRODUCE_BROKER_CPU_SETTLED, perEvent(before, broker.usage()));
  }

  private void consume(Broker broker, Topic topic, Map<Metric, Double> values) {
    Usage before = broker.usage();
    Usage client = Usage.ofClient();
    long nanos = Consume.run(topic, plan.events());
    values.put(Metric.CONSUME_RATE, plan.events() * 1e9 / nanos);
    values.put(Metric.CONSUME_BROKER_CPU, perEvent(before, broker.usage()));
    values.put(Metric.CONSUME_CLIENT_CPU, perEvent(client, Usage.ofClient()));
  }

  private void paced(Broker broker, Topic topic, Map<Metric, Double> values) {
    Usage before = broker.usage();
    Paced.Latency latency =
        Paced.run(topic, plan.pacedRate(), plan.pacedSeconds(), plan.eventBytes());
    double events = (double) plan.pacedRate() * plan.pacedSeconds();
    values.put(Metric.PACED_BROKER_CPU, (broker.usage().cpuMicros() - before.cpuMicros()) / events);
    values.put(Metric.PACED_P50, latency.p50() / 1000);
    values.put(Metric.PACED_P99, latency.p99() / 1000);
    values.put(Metric.PACED_P999, latency.p999() / 1000);
  }

  private double perEvent(Usage before, Usage after) {
    return (double) (after.cpuMicros() - before.cpuMicros()) / plan.events();
  }

  private static double megabytes(long bytes) {
    return bytes / 1e6;
  }
}
