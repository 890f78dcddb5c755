package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.protocol.kafka.admin.SettingsChange.Edit;
import io.thalweg.protocol.kafka.admin.SettingsChange.Operation;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.RequestFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/// AlterConfigs, versions 0 to 2: a topic's settings as a whole, those not named being defaults.
/// IncrementalAlterConfigs, versions 0 and 1, whose messages are the same but for an operation with
/// each setting: some of a topic's settings, the others staying.
public final class AlterConfigsHandler implements Handler {
  private static final Operation[] OPERATIONS = Operation.values();

  /// Number of [Operation#SET].
  private static final int SET = 0;

  /// What is asked for, read by hand.
  record Asked(List<Altered> resources, boolean validateOnly) {
    static Asked read(RequestFields in, boolean incremental) {
      List<Altered> resources = in.list(() -> Altered.read(in, incremental));
      boolean validateOnly = in.bool();
      in.end();
      return new Asked(resources, validateOnly);
    }
  }

  /// A resource and its settings.
  record Altered(Resource resource, List<Config> configs) {
    static Altered read(RequestFields in, boolean incremental) {
      Resource resource = new Resource(in.int8(), in.string());
      List<Config> configs = in.list(() -> Config.read(in, incremental));
      in.end();
      return new Altered(resource, configs);
    }
  }

  /// What becomes of a setting.
  ///
  /// @param operation number of one of [#OPERATIONS], or none
  record Config(String name, int operation, @Nullable String value) {
    static Config read(RequestFields in, boolean incremental) {
      String name = in.string();
      int operation = incremental ? in.int8() : SET;
      Config config = new Config(name, operation, in.stringOrNull());
      in.end();
      return config;
    }

    /// What is wrong with it, or null.
    @Nullable String malformed() {
      if (operation < 0 || operation >= OPERATIONS.length) {
        return "expected to set, delete, append or subtract (0 to 3), not " + operation;
      }
      return value == null && OPERATIONS[operation] != Operation.DELETE
          ? "expected a value for " + TopicSetting.shortened(name)
          : null;
    }
  }

  private final TopicSettings defaults;
  private final TopicDirectory topics;

  public AlterConfigsHandler(TopicSettings defaults, TopicDirectory topics) {
    this.defaults = defaults;
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    boolean incremental = request.api() == ApiKeys.INCREMENTAL_ALTER_CONFIGS;
    Asked asked = Asked.read(request.fields(), incremental);
    Alterations all = new Alterations(request);
    for (Altered each : asked.resources) {
      add(all, each, incremental);
    }
    all.submit(topics, asked.validateOnly);
  }

  private void add(Alterations all, Altered asked, boolean incremental) {
    List<Edit> edits = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String malformed = null;
    for (Config config : asked.configs) {
      malformed =
          seen.add(config.name)
              ? config.malformed()
              : "the request names " + TopicSetting.shortened(config.name) + " twice";
      if (malformed != null) {
        break;
      }
      edits.add(new Edit(config.name, OPERATIONS[config.operation], config.value));
    }
    if (malformed == null) {
      all.add(asked.resource, new SettingsChange(edits, defaults, !incremental));
    } else {
      all.addMalformed(asked.resource, malformed);
    }
  }
}
