package io.thalweg.checks.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.SharedBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `group` end to end. Each of two partitions has ten events, a second apart.
class GroupsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long BASE = 1_700_000_000_000L;
  private static final int EVENTS = 10;

  private final String topic = SharedBroker.fresh("read");
  private final String group = SharedBroker.fresh("group");
  private final List<TopicPartition> partitions =
      List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));

  @BeforeEach
  void publish() throws InterruptedException, ExecutionException {
    Map<String, Object> settings = Map.of("bootstrap.servers", SharedBroker.get().bootstrap());
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }
    StringSerializer text = new StringSerializer();
    try (Producer<String, String> producer = new KafkaProducer<>(settings, text, text)) {
      for (int i = 0; i < EVENTS; i++) {
        for (int partition = 0; partition < 2; partition++) {
          var _ =
              producer.send(new ProducerRecord<>(topic, partition, BASE + 1000L * i, null, "" + i));
        }
      }
      producer.flush();
    }
  }

  private static Program start(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--broker", SharedBroker.get().bootstrap()));
    return Program.thalweg(line.toArray(String[]::new));
  }

  private static String run(String... arguments) {
    Program.Ended ended = start(arguments).end();
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return ended.out();
  }

  private static JsonNode json(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("-o", "json"));
    return new ObjectMapper().readTree(run(line.toArray(String[]::new)));
  }

  private static void refused(Program started, String... why) {
    Program.Ended ended = started.end();
    assertThat(ended.exitCode()).as("exit code; it said: %s", ended.errors()).isEqualTo(1);
    assertThat(ended.errors()).startsWith("thalweg: ").contains(why);
    assertThat(ended.out()).isEmpty();
  }

  private String reset(String... more) {
    List<String> line = new ArrayList<>(List.of("group", "reset", group));
    line.addAll(List.of(more));
    return run(line.toArray(String[]::new));
  }

  private Consumer<String, String> consumer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", SharedBroker.get().bootstrap());
    settings.put("group.id", group);
    settings.put("client.id", "reader");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "none");
    settings.put("fetch.max.wait.ms", 50);
    StringDeserializer text = new StringDeserializer();
    return new KafkaConsumer<>(settings, text, text);
  }

  /// The offsets that whoever goes on for the group reads, of each partition.
  private List<List<Long>> reads() {
    List<List<Long>> read = List.of(new ArrayList<>(), new ArrayList<>());
    try (Consumer<String, String> consumer = consumer()) {
      consumer.assign(partitions);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < EVENTS)) {
        assertThat(System.nanoTime()).as("read so far: %s", read).isLessThan(deadline);
        for (ConsumerRecord<String, String> event : consumer.poll(Duration.ofMillis(50))) {
          read.get(event.partition()).add(event.offset());
        }
      }
    }
    return read;
  }

  @Test
  void aGroupGoesOnFromWhereItIsMovedTo() throws IOException {
    assertThat(reset("--topic", topic, "--to-offset", "8", "--execute"))
        .contains("starts here", "moved 2 partitions of group " + group);
    assertThat(reads()).isEqualTo(List.of(List.of(8L, 9L), List.of(8L, 9L)));

    String later = "@" + (BASE + 6_500);
    assertThat(reset("--topic", topic + ":1", "--to-time", later, "--execute"))
        .contains("1 event read again", "moved 1 partition");
    assertThat(reads()).isEqualTo(List.of(List.of(8L, 9L), List.of(7L, 8L, 9L)));

    JsonNode dry = json("group", "reset", group, "--all-topics", "--to-beginning");
    assertThat(dry.get("executed").asBoolean()).isFalse();
    assertThat(dry.get("partitions").findValuesAsText("readAgain")).containsExactly("8", "7");
    assertThat(reads().getLast()).as("dry").hasSize(3);
    reset("--all-topics", "--to-beginning", "--execute");
    assertThat(reads()).allMatch(offsets -> offsets.size() == EVENTS && offsets.getFirst() == 0);

    assertThat(reset("--all-topics", "--to-end", "--execute")).contains("10 events skipped");
    assertThat(reads()).allMatch(List::isEmpty);
  }

  @Test
  void membersAreSeenAndInTheWay() throws IOException {
    try (Consumer<String, String> member = consumer()) {
      OffsetAndMetadata four = new OffsetAndMetadata(4);
      member.commitSync(Map.of(partitions.getFirst(), four, partitions.getLast(), four));
      member.subscribe(List.of(topic));
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (member.assignment().size() < 2) {
        assertThat(System.nanoTime()).as("joining").isLessThan(deadline);
        var _ = member.poll(Duration.ofMillis(50));
      }
      JsonNode seen = json("group", "describe", group);
      assertThat(seen.get("state").asText()).isEqualTo("Stable");
      assertThat(seen.get("protocolType").asText()).isEqualTo("consumer");
      assertThat(seen.get("assignor").asText()).isEqualTo("range");
      JsonNode only = seen.get("members").get(0);
      assertThat(only.get("client").asText()).isEqualTo("reader");
      assertThat(only.get("host").asText()).isEqualTo("127.0.0.1");
      assertThat(only.get("partitions")).hasSize(2);
      assertThat(seen.get("partitions").findValuesAsText("lag")).containsExactly("6", "6");
      assertThat(seen.get("partitions").findValuesAsText("member"))
          .containsOnly(member.groupMetadata().memberId());
      assertThat(run("group", "list", "--state", "stable")).contains(group);
      String[] why = {"1 member (reader at 127.0.0.1)", "stop them"};
      refused(start("group", "reset", group, "--all-topics", "--to-end", "--execute"), why);
      refused(start("group", "delete", group, "nobody"), why[0], "no such group", "nothing was");
    }
    JsonNode stats = json("topic", "stats", topic).get(0);
    assertThat(stats.get("groups").get(0).get("group").asText()).isEqualTo(group);
    assertThat(stats.get("groups").get(0).get("lag").asInt()).isEqualTo(12);
    assertThat(run("group", "delete", group)).isEqualTo("deleted " + group);
    refused(start("group", "describe", group), "there is no group " + group);
  }
}
