package io.thalweg.checks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A well-behaved client that publishes numbered messages and consumes them while others misbehave:
/// each is confirmed, and comes once and in order. Whoever disturbs it makes it fail.
final class AmqpControl {
  /// Connections that it has open, with one channel each.
  static final int CONNECTIONS = 2;

  private static final String QUEUE = "control-5c0ad8f1b7e94d2f";
  private static final int BODY_BYTES = 300;
  private static final long LIMIT_MILLIS = 60_000;

  private final Connection publishing;
  private final Connection consuming;
  private final Thread publisher;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong consumed = new AtomicLong();
  private volatile boolean ending;
  private volatile long slowestNanos;

  AmqpControl(int port) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    factory.setAutomaticRecoveryEnabled(false);
    publishing = factory.newConnection();
    consuming = factory.newConnection();
    Channel in = consuming.createChannel();
    in.queueDeclare(QUEUE, true, false, false, null);
    in.basicQos(20);
    in.basicConsume(QUEUE, false, new Reader(in));
    publisher = Thread.ofPlatform().name("control-publishes").start(this::publish);
  }

  private void publish() {
    try {
      Channel out = publishing.createChannel();
      out.confirmSelect();
      while (!ending) {
        byte[] body = ByteBuffer.allocate(BODY_BYTES).putLong(published.get()).array();
        long began = System.nanoTime();
        out.basicPublish("", QUEUE, true, null, body);
        out.waitForConfirmsOrDie(LIMIT_MILLIS);
        published.incrementAndGet();
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - began);
      }
    } catch (Exception e) {
      failure.compareAndSet(null, e);
    }
  }

  private final class Reader extends DefaultConsumer {
    Reader(Channel channel) {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) throws IOException {
      try {
        assertThat(body).hasSize(BODY_BYTES);
        assertThat(ByteBuffer.wrap(body).getLong()).isEqualTo(consumed.get());
        assertThat(envelope.isRedeliver()).isFalse();
        getChannel().basicAck(envelope.getDeliveryTag(), false);
        consumed.incrementAndGet();
      } catch (AssertionError e) {
        failure.compareAndSet(null, e);
      }
    }
  }

  /// The longest time from a message's sending to its confirm.
  long slowestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(slowestNanos);
  }

  /// Returns when twenty more messages went through from end to end.
  void goesOn() {
    await(published.get() + 20);
  }

  private void await(long count) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    while (consumed.get() < count) {
      Throwable why = failure.get();
      if (why != null) {
        throw new AssertionError("the control client was disturbed", why);
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("stuck: published " + published + ", consumed " + consumed);
      }
      Thread.onSpinWait();
    }
  }

  /// Ends; everything that was confirmed must have been consumed, and no connection lost.
  void end() throws Exception {
    ending = true;
    publisher.join(LIMIT_MILLIS);
    await(published.get());
    assertThat(failure.get()).isNull();
    assertThat(consumed.get()).isEqualTo(published.get()).isPositive();
    assertThat(publishing.isOpen() && consuming.isOpen()).as("both connections are open").isTrue();
    publishing.close();
    consuming.close();
  }
}
