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
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;

/// AlterConfigs, versions 0 to 2: a topic's settings as a whole, those not named being defaults.
public final class AlterConfigsHandler implements Handler {
  private final TopicSettings defaults;
  private final TopicDirectory topics;

  public AlterConfigsHandler(TopicSettings defaults, TopicDirectory topics) {
    this.defaults = defaults;
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked =
        new AlterConfigsRequestData(request.accessor(FieldLimit.KEYED_FIELDS), request.version());
    Alterations all = new Alterations(request, AlterConfigsHandler::answer);
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
      if (!seen.add(config.name())) {
        return new Wanted(type, name, null, "the request names " + config.name() + " twice");
      }
      if (config.value() == null) {
        return new Wanted(type, name, null, "expected a value for " + config.name());
      }
      edits.add(new Edit(config.name(), Operation.SET, config.value()));
    }
    return new Wanted(type, name, new SettingsChange(edits, defaults, true), null);
  }

  private static AlterConfigsResponseData answer(List<Outcome> outcomes) {
    var answer = new AlterConfigsResponseData();
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
