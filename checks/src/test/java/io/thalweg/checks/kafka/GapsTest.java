package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.SharedBroker;
import io.thalweg.checks.hostile.RawPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

/// What Kafka has and Thalweg lacks is what `docs/kafka.md` says: nothing is forgotten there, and
/// nothing stays there that has come.
class GapsTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "kafka.md");
  private static final Pattern REQUEST = Pattern.compile("`([A-Z][A-Za-z]+)`");
  private static final Pattern SETTING = Pattern.compile("`([a-z][a-z0-9]*(?:\\.[a-z0-9]+)*)`");

  private final Clients clients = new Clients(SharedBroker.get().bootstrap());

  /// What `pattern` finds in the cells of column `column` of the table that begins with `heading`.
  private static Set<String> documented(String heading, int column, Pattern pattern) {
    try {
      String text = Files.readString(DOCUMENT);
      String table = text.substring(text.indexOf(heading));
      Set<String> found = new TreeSet<>();
      table
          .lines()
          .skip(2)
          .takeWhile(line -> line.startsWith("|"))
          .forEach(
              line -> {
                Matcher named = pattern.matcher(line.split("\\|", -1)[column]);
                while (named.find()) {
                  found.add(named.group(1));
                }
              });
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyRequestThatIsNotServedIsNamed() {
    Set<String> lacking = new TreeSet<>();
    Set<ApiKeys> served = served();
    for (ApiKeys api : ApiKeys.apisForListener(ListenerType.BROKER)) {
      if (!served.contains(api)) {
        lacking.add(api.name);
      }
    }
    assertThat(documented("| missing | requests |", 2, REQUEST)).isEqualTo(lacking);
  }

  private static Set<ApiKeys> served() {
    try (RawPeer peer = new RawPeer(SharedBroker.get().port())) {
      var answer = (ApiVersionsResponseData) peer.ask(new ApiVersionsRequestData(), 0);
      Set<ApiKeys> served = EnumSet.noneOf(ApiKeys.class);
      answer.apiKeys().forEach(api -> served.add(ApiKeys.forId(api.apiKey())));
      return served;
    }
  }

  @Test
  void everySettingThatIsNotTakenIsNamed() throws ExecutionException, InterruptedException {
    Set<String> lacking = new TreeSet<>();
    for (Field constant : TopicConfig.class.getFields()) {
      if (constant.getName().endsWith("_CONFIG")) {
        lacking.add(value(constant));
      }
    }
    String topic = SharedBroker.fresh("gaps");
    clients.create(topic, 1);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = clients.admin()) {
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      config.entries().stream().map(ConfigEntry::name).forEach(lacking::remove);
    }
    assertThat(documented("| missing | settings |", 2, SETTING)).isEqualTo(lacking);
  }

  private static String value(Field constant) {
    try {
      return (String) constant.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
