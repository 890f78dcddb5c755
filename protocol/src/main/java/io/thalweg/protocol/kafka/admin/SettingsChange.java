package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request changes about one topic's settings: all of it, or nothing.
final class SettingsChange implements TopicCommand.Change {
  /// What is done to a setting, in the order of Kafka's `AlterConfigOp.OpType`.
  enum Operation {
    SET,
    DELETE,
    APPEND,
    SUBTRACT
  }

  /// One setting's change.
  record Edit(String name, Operation operation, @Nullable String value) {}

  private final List<Edit> edits;
  private final TopicSettings defaults;
  private final boolean whole;
  private String refusal = "";

  /// @param defaults the broker's
  /// @param whole whether what is not edited becomes the default; else it stays
  SettingsChange(List<Edit> edits, TopicSettings defaults, boolean whole) {
    this.edits = edits;
    this.defaults = defaults;
    this.whole = whole;
  }

  @Override
  public @Nullable TopicSettings of(TopicSettings now) {
    TopicSettings settings = whole ? defaults : now;
    try {
      for (Edit edit : edits) {
        settings = edited(settings, edit);
      }
      return TopicSetting.checked(settings);
    } catch (IllegalArgumentException e) {
      refusal = String.valueOf(e.getMessage());
      return null;
    }
  }

  private TopicSettings edited(TopicSettings settings, Edit edit) {
    TopicSetting setting = TopicSetting.named(edit.name);
    return switch (edit.operation) {
      case SET -> setting.with(settings, edit.value);
      case DELETE -> setting.taken(settings, defaults);
      case APPEND -> setting.changed(settings, true, edit.value);
      case SUBTRACT -> setting.changed(settings, false, edit.value);
    };
  }

  /// Why it was refused.
  String refusal() {
    return refusal;
  }
}
