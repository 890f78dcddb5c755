package io.thalweg.bench.queue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.thalweg.bench.peer.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/// Publishes events of 100 bytes to a queue, with so many unconfirmed at most.
final class Publisher {
  private static final int EVENT_BYTES = 100;
  private static final int UNCONFIRMED = 2_000;
  private static final int PATIENCE_SECONDS = 120;

  private Publisher() {}

  /// Publishes that many on a thread of its own; done once all are confirmed.
  static CompletableFuture<Void> start(
      Broker broker, String queue, int count, IntFunction<BasicProperties> properties) {
    return CompletableFuture.runAsync(
        () -> {
          try (Link link = Link.to(broker.port())) {
            publish(link.channel(), queue, count, properties);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("publishing did not end", e);
          }
        },
        task -> Thread.ofPlatform().daemon().start(task));
  }

  private static void publish(
      Channel channel, String queue, int count, IntFunction<BasicProperties> properties)
      throws IOException, InterruptedException, TimeoutException {
    byte[] body = new byte[EVENT_BYTES];
    Semaphore free = new Semaphore(UNCONFIRMED);
    long[] confirmed = {0};
    channel.addConfirmListener(
        (tag, multiple) -> {
          free.release((int) (multiple ? tag - confirmed[0] : 1));
          confirmed[0] = multiple ? tag : confirmed[0] + 1;
        },
        (tag, _) -> {
          throw new IllegalStateException(tag + " was not taken");
        });
    channel.confirmSelect();
    for (int i = 0; i < count; i++) {
      free.acquire();
      channel.basicPublish("", queue, properties.apply(i), body);
    }
    channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
  }
}
