package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.protocol.kafka.admin.Alterations.Outcome;
import io.thalweg.protocol.kafka.admin.Alterations.Wanted;
import io.thalweg.protocol.kafka.admin.SettingsChange.Edit;
import io.thalweg.protocol.kafka.admin.SettingsChange.Operation;
import io.thalweg.protocol.kafka.request.FieldLimit;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;

/// IncrementalAlterConfigs, versions 0 and 1: some of a topic's settings, the others staying.
public final class IncrementalAlterConfigsHandler implements Handler {
  private static final Operation[] OPERATIONS = Operation.values();

  private final TopicSettings defaults;
  private final TopicDirectory topics;

  public IncrementalAlterConfigsHandler(TopicSettings defaults, TopicDirectory topics) {
    this.defaults = defaults;
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked =
        new IncrementalAlterConfigsRequestData(
            request.accessor(FieldLimit.KEYED_FIELDS), request.version());
    Alterations all = new Alterations(request, IncrementalAlterConfigsHandler::answer);
    for (AlterConfigsResource resource : asked.resources()) {
      all.add(wanted(resource));
    }
    all.submit(topics, asked.validateOnly());
  }

  private Wanted wanted(AlterConfigsResource resource) {
    byte type = resource.resourceType();
    String name = resource.resourceName();
    List<Edit> edits = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (AlterableConfig config : resource.configs()) {
      int number = config.configOperation();
      if (!seen.add(config.name())) {
        return new Wanted(type, name, null, "the request names " + config.name() + " twice");
      }
      if (number < 0 || number >= OPERATIONS.length) {
        String expected = "expected to set, delete, append or subtract (0 to 3), not " + number;
        return new Wanted(type, name, null, expected);
      }
      Operation operation = OPERATIONS[number];
      if (config.value() == null && operation != Operation.DELETE) {
        return new Wanted(type, name, null, "expected a value for " + config.name());
      }
      edits.add(new Edit(config.name(), operation, config.value()));
    }
    return new Wanted(type, name, new SettingsChange(edits, defaults, false), null);
  }

  private static IncrementalAlterConfigsResponseData answer(List<Outcome> outcomes) {
    var answer = new IncrementalAlterConfigsResponseData();
    for (Outcome outcome : outcomes) {
      answer
          .responses()
          .add(
              new AlterConfigsResourceResponse()
                  .setResourceType(outcome.type())
                  .setResourceName(outcome.name())
                  .setErrorCode(outcome.error().code())
                  .setErrorMessage(outcome.message()));
    }
    return answer;
  }
}
