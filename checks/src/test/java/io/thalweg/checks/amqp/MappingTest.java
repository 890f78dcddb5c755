package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.LongString;
import io.thalweg.checks.broker.Launch;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The table of `docs/mapping.md`, row by row, both ways, with the clients of both protocols.
@SuppressWarnings("JavaUtilDate") // RabbitMQ's client has it
class MappingTest {
  private static final long LIMIT_MILLIS = 20_000;
  private static final long TIME = 1_700_000_000_123L;
  private static final byte[] NO_TEXT = {(byte) 0xc3, 0x28};
  private static final String TOPIC = "events";
  private static final String COPY = "copy";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  @TempDir static Path folder;
  private static AmqpBroker broker;
  private static KafkaProducer<byte[], byte[]> producer;
  private static KafkaConsumer<byte[], byte[]> consumer;
  private static Connection connection;
  private static Channel channel;

  /// A record that is produced, and what the message is to be.
  private record FromKafka(ProducerRecord<byte[], byte[]> sent, Consumer<GetResponse> expected) {}

  /// A message that is published, and what the record is to be.
  private record FromAmqp(
      BasicProperties properties, String body, Consumer<ConsumerRecord<byte[], byte[]>> expected) {}

  private static final Map<String, FromKafka> FROM_KAFKA = fromKafka();
  private static final Map<String, FromAmqp> FROM_AMQP = fromAmqp();

  @BeforeAll
  static void start() throws Exception {
    broker = new AmqpBroker(folder.resolve("data"));
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.process().bootstrap());
    try (Admin admin = Admin.create(settings)) {
      List<NewTopic> topics =
          List.of(new NewTopic(TOPIC, 1, (short) 1), new NewTopic(COPY, 1, (short) 1));
      admin.createTopics(topics).all().get();
    }
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(PARTITION));
    connection = broker.connect();
    channel = connection.createChannel();
    channel.queueDeclare("q", true, false, false, Map.of("x-topic", TOPIC));
    channel.queueDeclare("copies", true, false, false, Map.of("x-topic", COPY));
    channel.exchangeDeclare("orders", "topic", true);
    channel.queueBind("q", "orders", "#");
    channel.confirmSelect();
  }

  @AfterAll
  static void stop() throws IOException {
    connection.abort();
    consumer.close();
    producer.close();
    broker.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// The next message of a queue.
  private static GetResponse get(String queue) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    while (System.nanoTime() < deadline) {
      GetResponse got = channel.basicGet(queue, true);
      if (got != null) {
        return got;
      }
    }
    throw new AssertionError("expected a message in time");
  }

  /// What the record is as a message.
  private static GetResponse consumed(ProducerRecord<byte[], byte[]> record) throws Exception {
    producer.send(record).get();
    return get("q");
  }

  /// What the message is as a record, and again as a message.
  private static ConsumerRecord<byte[], byte[]> published(BasicProperties properties, byte[] body)
      throws Exception {
    consumer.seekToEnd(List.of(PARTITION));
    consumer.position(PARTITION);
    channel.basicPublish("orders", "new.€", properties, body);
    channel.waitForConfirmsOrDie(LIMIT_MILLIS);
    GetResponse back = get("q");
    same(back, properties);
    assertThat(back.getBody()).isEqualTo(body);
    assertThat(back.getEnvelope().getExchange()).isEqualTo("orders");
    assertThat(back.getEnvelope().getRoutingKey()).isEqualTo("new.€");
    return read(1).getFirst();
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(int many) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    while (all.size() < many && System.nanoTime() < deadline) {
      consumer.poll(Duration.ofMillis(100)).forEach(all::add);
    }
    assertThat(all).hasSize(many);
    return all;
  }

  private static ProducerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
    return new ProducerRecord<>(TOPIC, 0, TIME, key, value);
  }

  private static ProducerRecord<byte[], byte[]> record(Object... namesAndValues) {
    ProducerRecord<byte[], byte[]> record = record(null, utf8("v"));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      byte[] bytes = value instanceof String text ? utf8(text) : (byte[]) value;
      record.headers().add((String) namesAndValues[i], bytes);
    }
    return record;
  }

  /// A header of a message, strings as such.
  private static Object header(GetResponse message, String name) {
    return plain(message.getProps().getHeaders().get(name));
  }

  private static Object plain(Object value) {
    return switch (value) {
      case LongString text -> text.toString();
      case List<?> all -> all.stream().map(MappingTest::plain).toList();
      case Map<?, ?> table -> {
        Map<Object, Object> all = new TreeMap<>();
        table.forEach((name, each) -> all.put(name, plain(each)));
        yield all;
      }
      case null, default -> value;
    };
  }

  private static void same(GetResponse got, BasicProperties expected) {
    BasicProperties properties = got.getProps();
    assertThat(plain(properties.getHeaders()))
        .usingRecursiveComparison()
        .isEqualTo(plain(expected.getHeaders()));
    assertThat(properties.builder().headers(null).build())
        .isEqualTo(expected.builder().headers(null).build());
  }

  /// All values of a name, `null` for none.
  private static List<String> headers(ConsumerRecord<byte[], byte[]> record, String name) {
    List<String> all = new ArrayList<>();
    for (Header each : record.headers().headers(name)) {
      all.add(each.value() == null ? "null" : text(each.value()));
    }
    return all;
  }

  private static BasicProperties table(Object... namesAndValues) {
    Map<String, Object> table = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      table.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return new BasicProperties.Builder().headers(table).build();
  }

  private static Map<String, FromKafka> fromKafka() {
    Map<String, FromKafka> rows = new TreeMap<>();
    rows.put(
        "value", new FromKafka(record(), got -> assertThat(got.getBody()).isEqualTo(utf8("v"))));
    rows.put(
        "no value",
        new FromKafka(
            record(utf8("k"), null),
            got -> {
              assertThat(got.getBody()).isEmpty();
              assertThat(header(got, "kafka.null")).isEqualTo(true);
            }));
    rows.put(
        "key",
        new FromKafka(
            record(utf8("€"), utf8("v")),
            got -> assertThat(header(got, "kafka.key")).isEqualTo("€")));
    rows.put(
        "time",
        new FromKafka(
            record(),
            got -> {
              assertThat(got.getProps().getTimestamp()).isEqualTo(new Date(1_700_000_000_000L));
              assertThat(header(got, "kafka.timestamp")).isEqualTo(TIME);
            }));
    headersFromKafka(rows);
    rows.put("properties", propertiesFromKafka());
    rows.put(
        "address",
        new FromKafka(
            record("amqp.exchange", "x", "amqp.key", "a.b"),
            got -> {
              assertThat(got.getEnvelope().getExchange()).isEqualTo("x");
              assertThat(got.getEnvelope().getRoutingKey()).isEqualTo("a.b");
            }));
    rows.put("too large", tooLargeFromKafka());
    return rows;
  }

  private static void headersFromKafka(Map<String, FromKafka> rows) {
    rows.put(
        "header: text",
        new FromKafka(record("h", "€"), got -> assertThat(header(got, "h")).isEqualTo("€")));
    rows.put(
        "header: bytes",
        new FromKafka(
            record("h", NO_TEXT), got -> assertThat(header(got, "h")).isEqualTo(NO_TEXT)));
    rows.put(
        "header: null",
        new FromKafka(
            record("h", null),
            got -> assertThat(got.getProps().getHeaders()).containsEntry("h", null)));
    rows.put(
        "header: several of a name",
        new FromKafka(
            record("h", "a", "other", "x", "h", NO_TEXT, "h", null),
            got ->
                assertThat(header(got, "h"))
                    .usingRecursiveComparison()
                    .isEqualTo(Arrays.asList("a", NO_TEXT, null))));
    rows.put(
        "header: name",
        new FromKafka(
            record("x".repeat(255), "fits", "x".repeat(256), "does not"),
            got -> {
              assertThat(got.getProps().getHeaders())
                  .containsOnlyKeys("x".repeat(255), "kafka.timestamp", "x-thalweg-truncated");
              assertThat(header(got, "x-thalweg-truncated")).isEqualTo("names");
            }));
  }

  private static FromKafka propertiesFromKafka() {
    return new FromKafka(
        record(
            "amqp.content-type", "text/plain",
            "amqp.content-encoding", "gzip",
            "amqp.delivery-mode", "2",
            "amqp.priority", "7",
            "amqp.correlation-id", "c",
            "amqp.reply-to", "r",
            "amqp.expiration", "1",
            "amqp.message-id", "m",
            "amqp.timestamp", "1600000000",
            "amqp.type", "t",
            "amqp.user-id", "u",
            "amqp.app-id", "a",
            "amqp.cluster-id", "k"),
        got -> assertThat(got.getProps()).isEqualTo(allProperties()));
  }

  private static BasicProperties allProperties() {
    return new BasicProperties(
        "text/plain",
        "gzip",
        Map.of("kafka.timestamp", TIME),
        2,
        7,
        "c",
        "r",
        "1",
        "m",
        new Date(1_600_000_000_000L),
        "t",
        "u",
        "a",
        "k");
  }

  private static FromKafka tooLargeFromKafka() {
    ProducerRecord<byte[], byte[]> large =
        new ProducerRecord<>(TOPIC, 0, TIME, utf8("k"), utf8("v"));
    large.headers().add("large", new byte[200_000]).add("amqp.type", utf8("t"));
    return new FromKafka(
        large,
        got -> {
          assertThat(got.getBody()).isEqualTo(utf8("v"));
          assertThat(got.getProps().getType()).isEqualTo("t");
          assertThat(got.getProps().getHeaders())
              .containsOnlyKeys("kafka.key", "kafka.timestamp", "x-thalweg-truncated");
          assertThat(header(got, "kafka.key")).isEqualTo("k");
          assertThat(header(got, "x-thalweg-truncated")).isEqualTo("headers");
        });
  }

  private static Map<String, FromAmqp> fromAmqp() {
    String body = "b";
    Map<String, FromAmqp> rows = new TreeMap<>();
    rows.put(
        "value",
        new FromAmqp(table(), body, record -> assertThat(record.value()).isEqualTo(utf8(body))));
    rows.put(
        "no value",
        new FromAmqp(
            table("kafka.null", true),
            "",
            record -> {
              assertThat(record.value()).isNull();
              assertThat(headers(record, "kafka.null")).isEmpty();
            }));
    rows.put(
        "key",
        new FromAmqp(
            table("kafka.key", NO_TEXT),
            body,
            record -> {
              assertThat(record.key()).isEqualTo(NO_TEXT);
              assertThat(headers(record, "kafka.key")).isEmpty();
            }));
    rows.put(
        "time",
        new FromAmqp(
            new BasicProperties.Builder().timestamp(new Date(5_000)).build(),
            body,
            record -> {
              assertThat(record.timestamp()).isGreaterThan(TIME);
              assertThat(headers(record, "amqp.timestamp")).containsExactly("5");
            }));
    headersFromAmqp(rows);
    rows.put("properties", propertiesFromAmqp());
    rows.put(
        "address",
        new FromAmqp(
            table(),
            body,
            record -> {
              assertThat(headers(record, "amqp.exchange")).containsExactly("orders");
              assertThat(headers(record, "amqp.key")).containsExactly("new.€");
            }));
    rows.put("too large", tooLargeFromAmqp());
    return rows;
  }

  private static FromAmqp tooLargeFromAmqp() {
    return new FromAmqp(
        new BasicProperties.Builder()
            .type("t")
            .headers(Map.of("large", "x".repeat(1 << 16), "small", "s"))
            .build(),
        "b",
        record -> {
          assertThat(headers(record, "large")).isEmpty();
          assertThat(headers(record, "small")).isEmpty();
          assertThat(headers(record, "amqp.type")).containsExactly("t");
          assertThat(headers(record, "x-thalweg-truncated")).containsExactly("headers");
        });
  }

  private static void headersFromAmqp(Map<String, FromAmqp> rows) {
    value(rows, "header: text", "€", "€");
    value(rows, "header: bytes", utf8("x€"), "x€");
    value(rows, "header: null", null, "null");
    value(rows, "header: several of a name", Arrays.asList("a", 1, null), "a", "1", "null");
    List<Object> numbers =
        List.of((byte) -7, (short) 300, 1 << 30, 1L << 60, 2.5f, -0.5, new BigDecimal("-3.14"));
    value(
        rows,
        "header: number",
        numbers,
        "-7",
        "300",
        "1073741824",
        "1152921504606846976",
        "2.5",
        "-0.5",
        "-3.14");
    value(rows, "header: boolean", true, "true");
    value(rows, "header: timestamp", new Date(1_600_000_000_000L), "1600000000");
    value(
        rows,
        "header: structure",
        Map.of("list", Arrays.asList(1, null, Map.of("deep", "\"€\""))),
        "{\"list\":[1,null,{\"deep\":\"\\\"€\\\"\"}]}");
    rows.put(
        "header: name",
        new FromAmqp(
            table("€".repeat(85), "v"),
            "b",
            record -> assertThat(headers(record, "€".repeat(85))).containsExactly("v")));
  }

  /// A row that says what becomes of the value of a header.
  private static void value(
      Map<String, FromAmqp> rows, String row, Object value, String... expected) {
    rows.put(
        row,
        new FromAmqp(
            table("h", value),
            "b",
            record -> assertThat(headers(record, "h")).containsExactly(expected)));
  }

  private static FromAmqp propertiesFromAmqp() {
    BasicProperties all =
        allProperties().builder().expiration("100000").userId("guest").headers(Map.of()).build();
    Map<String, String> expected = new LinkedHashMap<>();
    for (Header each : propertiesFromKafka().sent().headers()) {
      expected.put(each.key(), text(each.value()));
    }
    expected.put("amqp.expiration", "100000");
    expected.put("amqp.user-id", "guest");
    return new FromAmqp(
        all,
        "b",
        record ->
            expected.forEach(
                (name, value) -> assertThat(headers(record, name)).containsExactly(value)));
  }

  /// The rows of the table that have something in that column.
  private static List<String> rows(int column) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Launch.HOME.resolve("docs/mapping.md"))) {
      String[] cells = line.split("\\|", -1);
      boolean row = cells.length == 5 && !cells[1].isBlank() && !cells[1].startsWith("---");
      if (row && !cells[column].isBlank()) {
        rows.add(cells[1].strip());
      }
    }
    return rows;
  }

  static List<String> rowsFromKafka() throws IOException {
    return rows(2);
  }

  static List<String> rowsFromAmqp() throws IOException {
    return rows(3);
  }

  @Test
  void everyRowIsTested() throws IOException {
    assertThat(rowsFromKafka()).containsExactlyInAnyOrderElementsOf(FROM_KAFKA.keySet());
    assertThat(rowsFromAmqp()).containsExactlyInAnyOrderElementsOf(FROM_AMQP.keySet());
  }

  @ParameterizedTest
  @MethodSource("rowsFromKafka")
  void fromKafkaToAmqp(String row) throws Exception {
    FromKafka test = FROM_KAFKA.get(row);
    test.expected().accept(consumed(test.sent()));
  }

  @ParameterizedTest
  @MethodSource("rowsFromAmqp")
  void fromAmqpToKafka(String row) throws Exception {
    FromAmqp test = FROM_AMQP.get(row);
    test.expected().accept(published(test.properties(), utf8(test.body())));
  }

  @Test
  void aKeyMayBeBytesOrNothing() throws Exception {
    assertThat(header(consumed(record(NO_TEXT, utf8("v"))), "kafka.key")).isEqualTo(NO_TEXT);
    GetResponse without = consumed(record(null, utf8("v")));
    assertThat(without.getProps().getHeaders()).doesNotContainKey("kafka.key");
    assertThat(published(table("x-order-key", "o", "kafka.key", "k"), utf8("v")).key())
        .isEqualTo(utf8("o"));
    assertThat(published(table("kafka.key", "k"), utf8("v")).key()).isEqualTo(utf8("k"));
    assertThat(published(table("kafka.key", 1), utf8("v")).key()).isNull();
  }

  @Test
  void whatIsPassedOnIsTheSameEvent() throws Exception {
    ProducerRecord<byte[], byte[]> sent = record(NO_TEXT, null);
    sent.headers().add("h", utf8("a")).add("one", utf8("€")).add("h", NO_TEXT).add("none", null);
    GetResponse message = consumed(sent);
    ConsumerRecord<byte[], byte[]> back = published(message.getProps(), message.getBody());
    assertThat(back.key()).isEqualTo(sent.key());
    assertThat(back.value()).isNull();
    for (String name : List.of("h", "one", "none")) {
      assertThat(back.headers().headers(name))
          .containsExactlyElementsOf(sent.headers().headers(name));
    }
  }

  @Test
  void whatKafkaCopiesIsTheSameMessage() throws Exception {
    BasicProperties properties =
        table("f", 1.5f, "list", List.of((short) 1, Map.of()), "type", "h")
            .builder()
            .type("t")
            .build();
    ConsumerRecord<byte[], byte[]> record = published(properties, utf8("v"));
    producer
        .send(new ProducerRecord<>(COPY, 0, record.key(), record.value(), record.headers()))
        .get();
    GetResponse copy = get("copies");
    same(copy, properties);
    assertThat(copy.getEnvelope().getRoutingKey()).isEqualTo("new.€");
  }

  @Test
  void aDeadLetterKeepsTheHeadersOfItsEvent() throws Exception {
    Map<String, Object> dying =
        Map.of("x-topic", COPY, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead");
    channel.queueDeclare("dead", true, false, false, Map.of("x-kafka-name", "dead.letters"));
    channel.queueDeclare("dying", true, false, false, dying);
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(COPY, 0, TIME, utf8("k"), utf8("dies"));
    sent.headers().add("h", NO_TEXT).add("amqp.type", utf8("t"));
    producer.send(sent).get();
    get("copies");
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    for (GetResponse got = null; got == null || !text(got.getBody()).equals("dies"); ) {
      got = channel.basicGet("dying", false);
      if (got != null) {
        channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
      }
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    GetResponse dead = get("dead");
    while (!text(dead.getBody()).equals("dies")) {
      dead = get("dead");
    }
    assertThat(header(dead, "h")).isEqualTo(NO_TEXT);
    assertThat(header(dead, "kafka.key")).isEqualTo("k");
    assertThat(header(dead, "x-first-death-queue")).isEqualTo("dying");
    assertThat(dead.getProps().getType()).isEqualTo("t");
  }
}
