package io.thalweg.checks.kcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.SharedBroker;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KcatTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final String topic = SharedBroker.fresh("kcat");

  @Test
  void keysValuesAndHeadersComeBack() {
    Kcat.with("a:one\nb:two\n:none\n", "-P", "-t", topic, "-K:", "-H", "from=kcat", "-H", "n=1");
    assertThat(Kcat.run("-C", "-t", topic, "-e", "-q", "-f", "%p/%o %k=%s (%h)\n"))
        .isEqualTo(
            """
            0/0 a=one (from=kcat,n=1)
            0/1 b=two (from=kcat,n=1)
            0/2 =none (from=kcat,n=1)\
            """);
  }

  @Test
  void nothingIsNotTheEmptyString() {
    Kcat.with("a:\n", "-P", "-t", topic, "-K:", "-Z");
    Kcat.with("b:\n", "-P", "-t", topic, "-K:");
    assertThat(Kcat.run("-C", "-t", topic, "-e", "-q", "-f", "%k %S\n")).isEqualTo("a -1\nb 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void everyCompressionComesBack(String codec) {
    String lines = lines(0, 2_000);
    Kcat.with(lines + "\n", "-P", "-t", topic, "-z", codec);
    assertThat(Kcat.run("-C", "-t", topic, "-e", "-q")).isEqualTo(lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "all"})
  void everyAcknowledgementWorks(String acks) {
    Kcat.with(lines(0, 100) + "\n", "-P", "-t", topic, "-X", "acks=" + acks);
    assertThat(Kcat.run("-C", "-t", topic, "-c", "100", "-q")).isEqualTo(lines(0, 100));
  }

  @Test
  void itsIdempotentProducerIsServed() {
    Kcat.with(lines(0, 1_000) + "\n", "-P", "-t", topic, "-X", "enable.idempotence=true");
    assertThat(Kcat.run("-C", "-t", topic, "-e", "-q")).isEqualTo(lines(0, 1_000));
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "line number " + i)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void itReadsFromAnyPlace() {
    Kcat.with(lines(0, 20) + "\n", "-P", "-t", topic);
    assertThat(Kcat.run("-C", "-t", topic, "-e", "-q", "-o", "15")).isEqualTo(lines(15, 20));
    assertThat(Kcat.run("-C", "-t", topic, "-e", "-q", "-o", "-3")).isEqualTo(lines(17, 20));
    assertThat(Kcat.run("-C", "-t", topic, "-e", "-q", "-o", "end")).isEmpty();
    assertThat(Kcat.run("-C", "-t", topic, "-e", "-q", "-o", "s@1")).isEqualTo(lines(0, 20));
  }

  @Test
  void itFindsOffsetsOfTimes() {
    Kcat.with("one\ntwo\n", "-P", "-t", topic);
    assertThat(Kcat.run("-Q", "-t", topic + ":0:1")).isEqualTo(topic + " [0] offset 0");
    assertThat(Kcat.run("-Q", "-t", topic + ":0:-1")).isEqualTo(topic + " [0] offset 2");
    assertThat(Kcat.run("-Q", "-t", topic + ":0:-2")).isEqualTo(topic + " [0] offset 0");
    assertThat(Kcat.run("-Q", "-t", topic + ":0:99999999999999"))
        .isEqualTo(topic + " [0] offset -1");
  }

  @Test
  void itListsTheBrokerAndItsTopics() {
    Kcat.with("one\n", "-P", "-t", topic);
    assertThat(Kcat.run("-L"))
        .contains("1 brokers:", "broker 1 at " + SharedBroker.get().bootstrap() + " (controller)")
        .contains("topic \"" + topic + "\" with 1 partitions:")
        .contains("partition 0, leader 1, replicas: 1, isrs: 1");
    assertThat(Kcat.run("-L", "-t", topic)).contains("1 topics:");
  }

  @Test
  void aGroupDividesAndRemembers() {
    Kcat.with(lines(0, 50) + "\n", "-P", "-t", topic);
    String[] group = {"-X", "auto.offset.reset=earliest", "-q", "-e", "-G", topic, topic};
    assertThat(Kcat.run(group)).isEqualTo(lines(0, 50));
    Kcat.with(lines(50, 60) + "\n", "-P", "-t", topic);
    assertThat(Kcat.run(group)).isEqualTo(lines(50, 60));
  }

  @Test
  void aWaitingConsumerSeesWhatComes() {
    Kcat.with("before\n", "-P", "-t", topic);
    try (Program reading = Kcat.start("-C", "-t", topic, "-u", "-q")) {
      assertThat(reading.out().await("before"::equals, LIMIT)).isPresent();
      Kcat.with("after\n", "-P", "-t", topic);
      assertThat(reading.out().await("after"::equals, LIMIT)).isPresent();
    }
  }

  @Test
  void aTransactionIsRefused() {
    Program.Ended ended = Kcat.start("-P", "-t", topic, "-X", "transactional.id=t").end("one\n");
    assertThat(ended.exitCode()).isNotZero();
    assertThat(ended.errors()).contains("Transactional Id");
  }
}
