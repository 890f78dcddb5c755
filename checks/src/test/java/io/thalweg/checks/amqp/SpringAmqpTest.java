package io.thalweg.checks.amqp;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.thalweg.checks.amqp.SpringSample.Bookings;
import io.thalweg.checks.amqp.SpringSample.Flows;
import io.thalweg.checks.amqp.SpringSample.Got;
import io.thalweg.checks.amqp.SpringSample.Orders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListenerContainer;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ChannelListener;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/// Spring AMQP with [SpringSample], an application as its users write it.
class SpringAmqpTest {
  private static final long LIMIT_MILLIS = 20_000;

  @TempDir static Path folder;
  private static AmqpBroker broker;
  private static AnnotationConfigApplicationContext spring;
  private static RabbitTemplate template;

  @BeforeAll
  static void start() {
    broker = AmqpBroker.asRabbitMq(folder.resolve("data"));
    spring = new AnnotationConfigApplicationContext();
    spring.registerBean(ConnectionFactory.class, () -> broker.factory());
    spring.register(SpringSample.class);
    spring.refresh();
    template = spring.getBean(RabbitTemplate.class);
  }

  @AfterAll
  static void stop() {
    spring.close();
    broker.close();
  }

  private static void await(String what, BooleanSupplier reached) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static Message received(String queue) {
    Message message = template.receive(queue, LIMIT_MILLIS);
    assertThat(message).as("a message in " + queue).isNotNull();
    return message;
  }

  private static CorrelationData.Confirm confirmed(CorrelationData data) throws Exception {
    return data.getFuture().get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Test
  void whatIsDeclaredIsThere() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.exchangeDeclare("orders", BuiltinExchangeType.TOPIC, true);
      channel.exchangeDeclare("orders.failed", BuiltinExchangeType.DIRECT, true);
      Map<String, Object> failing = Map.of("x-dead-letter-exchange", "orders.failed");
      channel.queueDeclare("orders.placed", true, false, false, failing);
      channel.queueDeclare("orders.dead", true, false, false, null);
    }
    RabbitAdmin admin = spring.getBean(RabbitAdmin.class);
    admin.initialize(); // all of it again
    assertThat(admin.getQueueInfo("orders.dead").getConsumerCount()).isZero();
    await("its consumers", () -> admin.getQueueInfo("flow.direct").getConsumerCount() == 3);
    assertThat(admin.getQueueInfo("nowhere")).isNull();
    assertThat(admin.getQueueProperties("calls")).isNotNull();
  }

  @Test
  void whatFailsThreeTimesIsADeadLetter() {
    Orders orders = spring.getBean(Orders.class);
    template.convertAndSend("orders", "order.placed.eu", "bad one");
    template.convertAndSend("orders", "order.placed.us", "good one");
    Message dead = received("orders.dead");
    assertThat(Got.of(dead).text()).isEqualTo("bad one");
    assertThat(dead.getMessageProperties().getReceivedExchange()).isEqualTo("orders.failed");
    assertThat(dead.getMessageProperties().getXDeathHeader())
        .singleElement()
        .satisfies(
            death -> {
              assertThat(death.get("reason")).isEqualTo("rejected");
              assertThat(death.get("queue")).isEqualTo("orders.placed");
              assertThat(death.get("count")).isEqualTo(1L);
              assertThat(death.get("exchange")).isEqualTo("orders");
              assertThat(death.get("routing-keys")).isEqualTo(List.of("order.placed.eu"));
            });
    await("the good one", () -> orders.attempted.contains(new Got("good one", false)));
    assertThat(Collections.frequency(orders.attempted, new Got("bad one", false)))
        .as("attempts, none of which the broker knows")
        .isEqualTo(SpringSample.ATTEMPTS);
    assertThat(orders.attempted).doesNotContain(new Got("bad one", true));
  }

  @Test
  void whatIsRedeliveredTooOftenIsADeadLetter() {
    Orders orders = spring.getBean(Orders.class);
    template.convertAndSend("", "poison", "drop");
    Message dead = received("poison.dead");
    assertThat(Got.of(dead).text()).isEqualTo("drop");
    assertThat(dead.getMessageProperties().getXDeathHeader())
        .singleElement()
        .satisfies(
            death -> {
              assertThat(death.get("reason")).isEqualTo("delivery_limit");
              assertThat(death.get("queue")).isEqualTo("poison");
              assertThat(death.get("count")).isEqualTo(1L);
            });
    List<Got> expected = new ArrayList<>();
    expected.add(new Got("drop", false));
    expected.addAll(Collections.nCopies(SpringSample.DELIVERY_LIMIT, new Got("drop", true)));
    assertThat(orders.poisoned).containsExactlyElementsOf(expected);
  }

  @Test
  void everyMessageIsConfirmed() throws Exception {
    int many = 500;
    List<CorrelationData> sent = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      CorrelationData data = new CorrelationData("c" + i);
      template.convertAndSend("orders", "order.confirmed", "c" + i, data);
      sent.add(data);
    }
    for (CorrelationData data : sent) {
      assertThat(confirmed(data)).isEqualTo(new CorrelationData.Confirm(true, null));
      assertThat(data.getReturned()).isNull();
    }
  }

  @Test
  void anUnknownExchangeFailsAConfirmAndNothingElse() throws Exception {
    Queue<String> closed = new ConcurrentLinkedQueue<>();
    CachingConnectionFactory connections =
        spring.getBean("confirming", CachingConnectionFactory.class);
    connections.addChannelListener(new Closed(closed));
    for (int i = 0; i < 3; i++) {
      CorrelationData lost = new CorrelationData("lost" + i);
      template.convertAndSend("no such exchange", "key", "lost", lost);
      assertThat(confirmed(lost).ack()).isFalse();
      CorrelationData fine = new CorrelationData("fine" + i);
      template.convertAndSend("orders", "order.fine", "fine", fine);
      assertThat(confirmed(fine).ack()).isTrue();
    }
    String because = "404 NOT_FOUND - no exchange 'no such exchange' in vhost '/'";
    await("channels closed", () -> Collections.frequency(closed, because) == 3);
  }

  /// Told why channels were closed.
  private record Closed(Queue<String> why) implements ChannelListener {
    @Override
    public void onCreate(Channel channel, boolean transactional) {}

    @Override
    public void onShutDown(ShutdownSignalException signal) {
      why.add(AmqpBroker.said(signal));
    }
  }

  @Test
  void whatNoQueueTakesComesBack() throws Exception {
    CorrelationData data = new CorrelationData("back");
    template.convertAndSend("orders", "nobody.wants.it", "unwanted", data);
    assertThat(confirmed(data).ack()).isTrue();
    assertThat(data.getReturned()).isNotNull();
    assertThat(data.getReturned().getReplyCode()).isEqualTo(312);
    assertThat(data.getReturned().getReplyText()).isEqualTo("NO_ROUTE");
    assertThat(data.getReturned().getExchange()).isEqualTo("orders");
    assertThat(data.getReturned().getRoutingKey()).isEqualTo("nobody.wants.it");
    assertThat(Got.of(data.getReturned().getMessage()).text()).isEqualTo("unwanted");
  }

  @Test
  void callsAreAnswered() throws Exception {
    int callers = 4;
    int calls = 50;
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<List<Object>>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int caller = i;
        answers.add(
            threads.submit(
                () ->
                    IntStream.range(0, calls)
                        .mapToObj(
                            n -> template.convertSendAndReceive("", "calls", caller + "/" + n))
                        .toList()));
      }
      for (int i = 0; i < callers; i++) {
        int caller = i;
        List<String> expected =
            IntStream.range(0, calls).mapToObj(n -> "answer to " + caller + "/" + n).toList();
        assertThat(answers.get(i).get()).isEqualTo(expected);
      }
    }
    assertThat(spring.getBean(Orders.class).replyTo)
        .hasSize(callers * calls)
        .allMatch(replyTo -> replyTo.startsWith("amq.rabbitmq.reply-to."));
  }

  @Test
  void whatIsSentInATransactionThatFailsIsNotSent() {
    template.convertAndSend("", "bookings", "seat");
    assertThat(Got.of(received("booked")).text()).isEqualTo("seat by attempt 2");
    assertThat(spring.getBean(Bookings.class).attempted)
        .containsExactly(new Got("seat", false), new Got("seat", true));
    assertThat(template.receive("booked")).isNull();
    RabbitAdmin admin = spring.getBean(RabbitAdmin.class);
    await("nothing is left", () -> admin.getQueueInfo("bookings").getMessageCount() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flow.simple", "flow.direct"})
  void nothingIsLostOrDoubledWhenAContainerStops(String flow) throws Exception {
    Flows flows = spring.getBean(Flows.class);
    MessageListenerContainer container =
        spring.getBean(RabbitListenerEndpointRegistry.class).getListenerContainer(flow);
    assertThat(container).isNotNull();
    AtomicBoolean ending = new AtomicBoolean();
    AtomicInteger sent = new AtomicInteger();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> publisher = threads.submit(() -> publish(flow, sent, ending));
      for (int round = 0; round < 5; round++) {
        int before = flows.all(flow).size();
        await("messages flow", () -> flows.all(flow).size() > before + 200);
        container.stop();
        int atStop = flows.all(flow).size();
        int sentAtStop = sent.get();
        await("more are sent", () -> sent.get() > sentAtStop + 100);
        assertThat(flows.all(flow)).as("what came to one that is stopped").hasSize(atStop);
        container.start();
      }
      ending.set(true);
      publisher.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    } finally {
      ending.set(true);
    }
    await("all of them", () -> distinct(flows.all(flow)) == sent.get());
    Map<String, List<Got>> byText = flows.all(flow).stream().collect(groupingBy(Got::text));
    byText.forEach(
        (text, got) ->
            assertThat(got.stream().skip(1)).as("again: " + text).allMatch(Got::redelivered));
    RabbitAdmin admin = spring.getBean(RabbitAdmin.class);
    await("nothing is left", () -> admin.getQueueInfo(flow).getMessageCount() == 0);
  }

  private static long distinct(List<Got> all) {
    return all.stream().map(Got::text).distinct().count();
  }

  /// Sends numbered messages until it shall end, a few of them unconfirmed at a time.
  private static void publish(String flow, AtomicInteger sent, AtomicBoolean ending) {
    try {
      while (!ending.get()) {
        List<CorrelationData> few = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          CorrelationData data = new CorrelationData();
          template.convertAndSend("", flow, "m" + (sent.get() + i), data);
          few.add(data);
        }
        for (CorrelationData data : few) {
          assertThat(confirmed(data).ack()).isTrue();
        }
        sent.addAndGet(few.size());
      }
    } catch (Exception e) {
      throw new AssertionError("could not publish", e);
    }
  }
}
