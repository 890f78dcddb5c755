package io.thalweg.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `thalweg warm-up DIR`: the short run that the launcher's start-up cache is made from. Whatever
/// is loaded here starts faster later, and what is run often here is compiled well at once, so it
/// walks through what people start: a broker on free ports of loopback with its data in DIR, many
/// batches published, the same events read, its metrics scraped.
@Command(
    name = "warm-up",
    hidden = true,
    description = "Walk through what the start-up cache holds.")
final class WarmUpCommand implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String TOPIC = "warm-up";

  /// Enough requests for the JVM to learn the way of an event; a second or two.
  private static final int EVENTS = 60_000;

  private static final int EVENT_BYTES = 1000;
  private static final int BATCH_BYTES = 4000;

  @Parameters(paramLabel = "DIR")
  private Path data;

  @Override
  public void run() {
    CommandLine thalweg = Main.commandLine();
    thalweg.execute("version");
    if (thalweg.getSubcommands().containsKey("serve")) {
      walk(freeAddress(), freeAddress(), freeAddress());
    }
  }

  private void walk(InetSocketAddress address, InetSocketAddress metrics, InetSocketAddress admin) {
    String bootstrap = text(address);
    Thread.ofPlatform()
        .daemon()
        .name("warm-up-broker")
        .start(
            () ->
                Main.commandLine()
                    .execute(
                        "serve",
                        "--data",
                        data.toString(),
                        "-X",
                        "listeners.kafka=" + bootstrap,
                        "-X",
                        "listeners.amqp=none",
                        "-X",
                        "listeners.metrics=" + text(metrics),
                        "-X",
                        "listeners.admin=" + text(admin)));
    awaitListener(address);
    publish(bootstrap);
    read(bootstrap);
    scrape(metrics);
    Main.commandLine().execute("user", "list", "-o", "json", "--url", "http://" + text(admin));
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static void scrape(InetSocketAddress metrics) {
    try (Socket socket = new Socket()) {
      socket.connect(metrics, 1000);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String request = "GET /metrics HTTP/1.0\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var _ = socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("no metrics at " + metrics, e);
    }
  }

  private static InetSocketAddress freeAddress() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(probe.getInetAddress(), probe.getLocalPort());
    } catch (IOException e) {
      throw new IllegalStateException("no free port on loopback", e);
    }
  }

  private static void awaitListener(InetSocketAddress address) {
    for (long waited = 0; waited < PATIENCE.toMillis(); waited += 20) {
      try (Socket socket = new Socket()) {
        socket.connect(address, 1000);
        return;
      } catch (IOException notYet) {
        pause();
      }
    }
    throw new IllegalStateException("the broker did not open " + address);
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void publish(String bootstrap) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "key.serializer",
            ByteArraySerializer.class,
            "value.serializer",
            ByteArraySerializer.class,
            "batch.size",
            BATCH_BYTES,
            "max.block.ms",
            PATIENCE.toMillis(),
            "request.timeout.ms",
            5_000,
            "delivery.timeout.ms",
            (int) PATIENCE.toMillis());
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
      byte[] event = new byte[EVENT_BYTES];
      for (int i = 0; i < EVENTS; i++) {
        var _ = producer.send(new ProducerRecord<>(TOPIC, event));
      }
      producer.flush();
    }
  }

  private static void read(String bootstrap) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "key.deserializer",
            ByteArrayDeserializer.class,
            "value.deserializer",
            ByteArrayDeserializer.class,
            "max.partition.fetch.bytes",
            5 * BATCH_BYTES,
            "default.api.timeout.ms",
            (int) PATIENCE.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> partition = List.of(new TopicPartition(TOPIC, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      int empty = 0;
      for (int read = 0; read < EVENTS && empty < 10; ) {
        int polled = consumer.poll(Duration.ofMillis(500)).count();
        read += polled;
        empty += polled == 0 ? 1 : 0;
      }
    }
  }
}
