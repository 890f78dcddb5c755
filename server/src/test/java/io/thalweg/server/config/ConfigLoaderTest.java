package io.thalweg.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @TempDir Path directory;

  @Test
  void defaultsAreValidAndRelateWell() throws ConfigException {
    Config config = ConfigLoader.load(ConfigSources.none()).config();
    assertThat(config).isEqualTo(Config.defaults());
    assertThat(config.listeners().kafka().toString()).isEqualTo("[127.0.0.1:9092, [::1]:9092]");
    assertThat(config.data().durability()).isEqualTo(Durability.SYNC);
    assertThat(config.log().file()).isNull();
    assertThat(config.topics().defaultRetentionMillis()).isEqualTo(7L * 24 * 3600 * 1000);
    assertThat(config.topics().defaultRetentionBytes()).isEqualTo(-1);
    assertThat(config.kafka().maxRequestBytes()).isEqualTo(32 << 20);
    assertThat(config.storage().ringBytes()).isEqualTo(1L << 30);
    assertThat(config.storage().blockMemoryBytes()).isEqualTo(48L << 20);
  }

  @Test
  void laterSourcesWin() throws Exception {
    Path file = yaml("storage: {blocks: 8}\nlog.level: warn\ntopics:\n  max: 5\n");
    ConfigLoader.Loaded loaded =
        ConfigLoader.load(
            new ConfigSources(
                file,
                Map.of("THALWEG_LOG_LEVEL", "debug", "THALWEG_STORAGE_BLOCKS", "16", "PATH", "x"),
                List.of(set("storage.blocks", "64"), set("storage.blocks", "128"))));
    assertThat(loaded.config().storage().blocks()).isEqualTo(128);
    assertThat(loaded.config().log().level()).isEqualTo(LogLevel.DEBUG);
    assertThat(loaded.config().topics().max()).isEqualTo(5);
    assertThat(loaded.settings().of(Keys.STORAGE_BLOCKS).source()).isEqualTo("-X");
    assertThat(loaded.settings().of(Keys.LOG_LEVEL).source()).isEqualTo("THALWEG_LOG_LEVEL");
    assertThat(loaded.settings().of(Keys.TOPICS_MAX).source()).isEqualTo("thalweg.yaml:4");
    assertThat(loaded.settings().of(Keys.TOPICS_AUTO_CREATE).source()).isEqualTo("default");
  }

  @Test
  void listsInYamlAreListsOfListeners() throws Exception {
    Path file = yaml("listeners:\n  kafka:\n    - 127.0.0.1:19092\n    - '[::1]:0'\n");
    assertThat(load(file).listeners().kafka().toString()).isEqualTo("[127.0.0.1:19092, [::1]:0]");
  }

  @Test
  void anEmptyFileChangesNothing() throws Exception {
    assertThat(load(yaml(""))).isEqualTo(Config.defaults());
    assertThat(load(yaml("# nothing yet\n"))).isEqualTo(Config.defaults());
  }

  @Test
  void localhostIsBothFamilies() throws Exception {
    assertThat(with("listeners.kafka", "localhost:1").listeners().kafka().toString())
        .isEqualTo("[127.0.0.1:1, [::1]:1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0:9092",
        "[::]:9092",
        "192.168.0.7:9092",
        "example.org:9092",
        ":9092",
        "*:1"
      })
  void nothingBeyondLoopbackIsAccepted(String address) {
    assertThat(problem("listeners.kafka", address))
        .contains("is not loopback")
        .contains("127.0.0.1, [::1] or localhost");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "storage.blocks#abc#storage.blocks = 'abc' (-X) is not a whole number; allowed: 8..4096",
        "storage.blocks#3#storage.blocks = '3' (-X) is too small; allowed: 8..4096",
        "storage.ring-bytes#2 TiB#storage.ring-bytes = '2 TiB' (-X) is too large; allowed:"
            + " 16MiB..64GiB",
        "data.durability#maybe#data.durability = 'maybe' (-X) is none of those; allowed: sync | os",
        "topics.auto-create#yes#topics.auto-create = 'yes' (-X) is neither true nor false;"
            + " allowed: true | false",
        "groups.offsets-retention-ms#30 sec#groups.offsets-retention-ms = '30 sec' (-X) is not a"
            + " duration such as 30s (units: ms, s, m, h, d); allowed: 1m..36500d",
        "storage.blok#1#unknown key storage.blok (-X): did you mean storage.blocks (8..4096)?",
        "nonsense#1#unknown key nonsense (-X): 'thalweg config' lists every key",
      })
  void aBadValueNamesTheNearestKeyAndTheRange(String key, String value, String expected) {
    assertThat(problem(key, value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "[::1]", "127.0.0.1:65536", "127.0.0.1:x", "127.0.0.1:1,", ""})
  void anAddressHasAPort(String address) {
    assertThat(problem("listeners.kafka", address)).contains("port");
  }

  @Test
  void metricsAreWhereTheyMayBeOrAreSaidToBeOrNowhere() throws Exception {
    OptionalListeners usual = Config.defaults().listeners().metrics();
    assertThat(usual.at().toString()).isEqualTo("[127.0.0.1:9464]");
    assertThat(usual.ifFree()).isTrue();
    OptionalListeners said = with("listeners.metrics", "[::1]:1").listeners().metrics();
    assertThat(said.at().toString()).isEqualTo("[[::1]:1]");
    assertThat(said.ifFree()).isFalse();
    assertThat(with("listeners.metrics", "none").listeners().metrics().at()).isEmpty();
    assertThat(problem("listeners.metrics", "0.0.0.0:1")).contains("is not loopback");
  }

  @Test
  void administratorsAskWhereNobodyElseDoes() throws Exception {
    OptionalListeners usual = Config.defaults().listeners().admin();
    assertThat(usual.at().toString()).isEqualTo("[127.0.0.1:9460]");
    assertThat(usual.ifFree()).isTrue();
    assertThat(problem("listeners.admin", "0.0.0.0:1")).contains("is not loopback");
  }

  @Test
  void amqpIsWhereItMayBeOrIsSaidToBeOrNowhere() throws Exception {
    OptionalListeners usual = Config.defaults().listeners().amqp();
    assertThat(usual.at().toString()).isEqualTo("[127.0.0.1:5672, [::1]:5672]");
    assertThat(usual.ifFree()).isTrue();
    assertThat(with("listeners.amqp", "[::1]:1").listeners().amqp().ifFree()).isFalse();
    assertThat(with("listeners.amqp", "none").listeners().amqp().at()).isEmpty();
  }

  @Test
  void anAddressStandsOnce() {
    assertThat(problem("listeners.kafka", "localhost:1,127.0.0.1:1")).contains("127.0.0.1:1 twice");
  }

  @Test
  void unknownVariablesAreErrorsButForThoseOfOthers() {
    Map<String, String> environment =
        Map.of(
            "THALWEG_LOG_LEVL", "info",
            "THALWEG_JAVA_OPTS", "-Xmx1g",
            "THALWEG_BROKER", "h:1",
            "THALWEG_SERVICE_HOST", "10.0.0.1",
            "THALWEG_HEADLESS_PORT_9092_TCP_ADDR", "10.0.0.1",
            "THALWEG_PORT", "tcp://10.0.0.1:9092");
    ConfigException e = fails(new ConfigSources(null, environment, List.of()));
    assertThat(e.problems())
        .containsExactly(
            "unknown variable THALWEG_LOG_LEVL: did you mean THALWEG_LOG_LEVEL"
                + " (trace | debug | info | warn | error | off)?");
  }

  @Test
  void everyProblemIsNamedAtOnce() throws IOException {
    Path file = yaml("storage:\n  blocks: many\n  rings: 1\n");
    ConfigException e = fails(new ConfigSources(file, Map.of(), List.of(set("x", "y"))));
    assertThat(e.problems()).hasSize(3);
    assertThat(e.problems().getFirst()).contains("(thalweg.yaml:2)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "storage.ring-bytes=128MiB|storage.ring-bytes = 128MiB (-X) must be at least 4 ring files:"
            + " 256MiB",
        "storage.block-bytes=3000001|a multiple of 4KiB",
        "kafka.max-request-bytes=1MiB|kafka.max-batch-bytes and 1KiB",
        "memory.inbound-bytes=16MiB|kafka.max-request-bytes",
        "memory.messages-bytes=16MiB|amqp.max-message-bytes and 1MiB",
        "groups.min-session-timeout-ms=2h|must not be above groups.max-session-timeout-ms = 30m",
      })
  void limitsRelate(String override, String expected) {
    String[] parts = override.split("=", 2);
    assertThat(problem(parts[0], parts[1])).contains(expected);
  }

  @Test
  void aFileThatCannotBeUsedSaysWhy() throws IOException {
    assertThat(problem(directory.resolve("none.yaml"))).endsWith("does not exist");
    assertThat(problem(yaml("a: [1, 2\nb: 3"))).contains("is not usable YAML in line");
    assertThat(problem(yaml("just words"))).contains("keys are expected");
    assertThat(problem(yaml("log.level: info\nlog.level: warn\n"))).contains("Duplicate");
    assertThat(problem(yaml("storage: [{blocks: 1}]"))).contains("plain value");
  }

  @Test
  void everyKeyIsShownAsItIsRead() throws Kind.BadValue {
    for (Key<?> key : Keys.ALL) {
      Setting<?> setting = Setting.byDefault(key);
      assertThat(Setting.read(key, setting.shown(), "again").value())
          .as(key.name())
          .isEqualTo(setting.value());
      assertThat(key.meaning()).as(key.name()).isNotBlank();
    }
  }

  @Test
  void namesAndVariablesAreUnique() {
    assertThat(Keys.ALL.stream().map(Key::name)).doesNotHaveDuplicates();
    assertThat(Keys.ALL.stream().map(Key::environmentName)).doesNotHaveDuplicates();
    assertThat(Keys.ALL.stream().map(Key::environmentName))
        .contains("THALWEG_LISTENERS_KAFKA", "THALWEG_STORAGE_RING_FILE_BYTES");
  }

  @Test
  void theTreeHasAFieldForEveryKey() {
    long fields =
        Arrays.stream(Config.class.getRecordComponents())
            .mapToLong(group -> group.getType().getRecordComponents().length)
            .sum();
    assertThat(Keys.ALL.stream().map(Key::name).collect(Collectors.toSet())).hasSize((int) fields);
  }

  @Test
  void theRingLimitsPartitions() throws ConfigException {
    Config config =
        ConfigLoader.load(
                new ConfigSources(
                    null,
                    Map.of(),
                    List.of(
                        set("storage.ring-bytes", "64MiB"),
                        set("storage.ring-file-bytes", "16MiB"))))
            .config();
    assertThat(config.topics().maxPartitions()).isEqualTo(4096);
  }

  private Path yaml(String text) throws IOException {
    return Files.writeString(directory.resolve("thalweg.yaml"), text);
  }

  private static ConfigSources.Assignment set(String key, String value) {
    return new ConfigSources.Assignment(key, value, "-X");
  }

  private static Config load(Path file) throws ConfigException {
    return ConfigLoader.load(new ConfigSources(file, Map.of(), List.of())).config();
  }

  private static Config with(String key, String value) throws ConfigException {
    return ConfigLoader.load(new ConfigSources(null, Map.of(), List.of(set(key, value)))).config();
  }

  private static String problem(String key, String value) {
    return only(
        fails(new ConfigSources(null, Map.of(), List.of(set(key, value == null ? "" : value)))));
  }

  private static String problem(Path file) {
    return only(fails(new ConfigSources(file, Map.of(), List.of())));
  }

  private static String only(ConfigException e) {
    assertThat(e.problems()).hasSize(1);
    assertThat(e.problems().getFirst()).doesNotContain("\n");
    return e.problems().getFirst();
  }

  private static ConfigException fails(ConfigSources sources) {
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(sources));
    assertThat(e).as("an error is expected").isNotNull();
    return e;
  }
}
