package io.thalweg.bench.queue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.thalweg.bench.peer.Broker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Events with keys go through one queue to many consumers, while deliveries fail, consumers are
/// cut off and, if wanted, the broker is killed. Publishing and consuming overlap.
final class Fire {
  private static final int BURST = 2_000;
  private static final int BODY_BYTES = 256;
  private static final int CONFIRM_MILLIS = 60_000;
  private static final int LOOK_MILLIS = 5;
  private static final int PATIENCE_MINUTES = 10;

  /// @param workMicros how long a consumer takes for an event
  /// @param failing of deliveries: three quarters are to come again, a quarter is refused
  /// @param cutEvery deliveries between two cuts of consumers
  /// @param kills how often the broker is killed
  record Plan(
      int events,
      int keys,
      int consumers,
      int prefetch,
      int workMicros,
      double failing,
      int cutEvery,
      int kills) {}

  /// @param eventsPerSecond settled, from the first publish on
  /// @param holding how many consumers had an event, the median of many looks
  /// @param cpuMicros of the broker for an event; 0 if it was killed on the way
  record Outcome(
      OrderVerdict verdict,
      double eventsPerSecond,
      double holding,
      double cpuMicros,
      long deliveries,
      int cuts) {}

  private final Plan plan;
  private final String queue;
  private final Map<String, Object> arguments;
  private final OrderLedger ledger;
  private final List<Worker> workers = new ArrayList<>();
  private final Random chance = new Random(1);
  private final List<Integer> holding = new ArrayList<>();
  private Broker broker;
  private int cuts;
  private int killed;

  /// Held while a burst is published: what is published twice would not tell anything of order.
  private final Object burst = new Object();

  private volatile @Nullable Throwable failure;
  private volatile boolean published;

  private final class Worker {
    final Link link;
    final OrderLedger.Session session = ledger.begin();
    final SplittableRandom chance;

    Worker(int seed) throws IOException {
      link = Link.to(broker.port());
      chance = new SplittableRandom(seed);
      link.channel().basicQos(plan.prefetch);
      link.channel().basicConsume(queue, false, (_, delivery) -> handle(delivery), _ -> {});
    }

    private void handle(Delivery delivery) {
      ByteBuffer body = ByteBuffer.wrap(delivery.getBody());
      int key = body.getInt();
      int number = body.getInt();
      if (!ledger.delivered(session, key, number)) {
        return;
      }
      if (plan.workMicros > 0) {
        LockSupport.parkNanos(plan.workMicros * 1000L);
      }
      double draw = chance.nextDouble();
      Settlement how =
          draw >= plan.failing
              ? Settlement.ACCEPT
              : draw >= plan.failing / 4 ? Settlement.REQUEUE : Settlement.REJECT;
      if (how == Settlement.ACCEPT && !ledger.effect(session, key, number)) {
        return;
      }
      if (ledger.settles(session, key, number, how)) {
        settle(delivery.getEnvelope().getDeliveryTag(), how);
      }
    }

    private void settle(long tag, Settlement how) {
      Channel channel = link.channel();
      try {
        switch (how) {
          case ACCEPT -> channel.basicAck(tag, false);
          case REQUEUE -> channel.basicNack(tag, false, true);
          case REJECT -> channel.basicReject(tag, false);
        }
      } catch (IOException | AlreadyClosedException cut) {
        return; // as if it had been lost on the way
      }
    }

    void cut() {
      ledger.end(session);
      link.cut();
    }
  }

  /// @param arguments of the queue, beside where its dead letters go
  Fire(Plan plan, Broker broker, String queue, Map<String, Object> arguments) {
    this.plan = plan;
    this.broker = broker;
    this.queue = queue;
    this.arguments = arguments;
    ledger = new OrderLedger(plan.keys, (plan.events + plan.keys - 1) / plan.keys);
  }

  /// The broker in the end: it may be another process than in the beginning.
  Broker broker() {
    return broker;
  }

  /// @param restart starts the broker that was killed again, and waits for it
  Outcome run(Supplier<Broker> restart) throws IOException, InterruptedException {
    declare();
    for (int i = 0; i < plan.consumers; i++) {
      workers.add(new Worker(i));
    }
    long cpu = broker.usage().cpuMicros();
    long began = System.nanoTime();
    Thread publisher = Thread.ofPlatform().daemon().start(this::publish);
    watch(restart);
    double seconds = (System.nanoTime() - began) / 1e9;
    double micros = plan.kills > 0 ? 0 : broker.usage().cpuMicros() - cpu;
    publisher.join();
    workers.forEach(worker -> worker.link.close());
    ledger.endAll();
    collect();
    holding.sort(null);
    return new Outcome(
        ledger.verdict(),
        plan.events / seconds,
        holding.get(holding.size() / 2),
        micros / plan.events,
        ledger.deliveries(),
        cuts);
  }

  private void declare() throws IOException {
    try (Link link = Link.to(broker.port())) {
      Map<String, Object> type = new HashMap<>();
      if (arguments.containsKey("x-queue-type")) {
        type.put("x-queue-type", arguments.get("x-queue-type"));
      }
      link.channel().queueDeclare(dead(), true, false, false, type);
      Map<String, Object> all = new HashMap<>(arguments);
      all.put("x-dead-letter-exchange", "");
      all.put("x-dead-letter-routing-key", dead());
      link.channel().queueDeclare(queue, true, false, false, all);
    }
  }

  private String dead() {
    return queue + "-dead";
  }

  private void publish() {
    int[] next = new int[plan.keys];
    try {
      for (int from = 0; from < plan.events; from += BURST) {
        synchronized (burst) {
          publish(from, next);
        }
      }
    } catch (IOException | InterruptedException | TimeoutException | RuntimeException e) {
      failure = e;
    } finally {
      published = true;
    }
  }

  private void publish(int from, int[] next)
      throws IOException, InterruptedException, TimeoutException {
    try (Link link = Link.to(broker.port())) {
      link.channel().confirmSelect();
      for (int i = from; i < Math.min(plan.events, from + BURST); i++) {
        int key = i % plan.keys;
        send(link.channel(), key, next[key]++);
      }
      link.channel().waitForConfirmsOrDie(CONFIRM_MILLIS);
    }
  }

  private void send(Channel channel, int key, int number) throws IOException {
    byte[] body = new byte[BODY_BYTES];
    ByteBuffer.wrap(body).putInt(key).putInt(number);
    BasicProperties properties =
        MessageProperties.PERSISTENT_BASIC
            .builder()
            .headers(Map.of("key", Integer.toString(key)))
            .build();
    channel.basicPublish("", queue, properties, body);
  }

  /// Cuts and kills at their times, until all is settled.
  private void watch(Supplier<Broker> restart) throws IOException, InterruptedException {
    long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    long nextCut = plan.cutEvery;
    while (ledger.settled() < plan.events || !published || !idle()) {
      if (failure != null) {
        throw new IllegalStateException("publishing failed", failure);
      }
      if (System.nanoTime() > limit) {
        throw new IllegalStateException(
            "%,d of %,d settled after %d minutes"
                .formatted(ledger.settled(), plan.events, PATIENCE_MINUTES));
      }
      if (ledger.settled() < plan.events * 9L / 10) {
        holding.add(ledger.holding());
      }
      if (ledger.deliveries() >= nextCut) {
        nextCut += plan.cutEvery;
        replaceOne();
      } else if (ledger.settled() >= plan.events / (plan.kills + 1L) * (killed + 1)
          && killed < plan.kills) {
        killBroker(restart);
      } else {
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  /// Nothing is left at the broker: what settled events knew is not lost by a kill any more.
  private boolean idle() throws IOException {
    try (Link link = Link.to(broker.port())) {
      return ledger.settled() == plan.events
          && link.channel().messageCount(queue) == 0
          && ledger.holding() == 0;
    }
  }

  private void replaceOne() throws IOException {
    int which = chance.nextInt(workers.size());
    workers.get(which).cut();
    cuts++;
    workers.set(which, new Worker(chance.nextInt()));
  }

  private void killBroker(Supplier<Broker> restart) throws IOException, InterruptedException {
    killed++;
    synchronized (burst) {
      broker.kill();
      workers.forEach(Worker::cut);
      broker = restart.get();
      for (int i = 0; i < workers.size(); i++) {
        workers.set(i, new Worker(chance.nextInt()));
      }
    }
  }

  /// Reads the dead letters, and sees that the queue is empty.
  private void collect() throws IOException {
    try (Link link = Link.to(broker.port())) {
      if (link.channel().basicGet(queue, false) != null) {
        throw new IllegalStateException("the queue is not empty");
      }
      for (GetResponse got = link.channel().basicGet(dead(), true);
          got != null;
          got = link.channel().basicGet(dead(), true)) {
        ByteBuffer body = ByteBuffer.wrap(got.getBody());
        ledger.foundDead(body.getInt(), body.getInt());
      }
    }
  }
}
