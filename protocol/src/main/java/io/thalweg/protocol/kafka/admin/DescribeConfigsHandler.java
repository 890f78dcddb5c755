package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.protocol.kafka.admin.TopicSetting.ValueType;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// DescribeConfigs, versions 1 to 4: the settings that exist, of topics and of the broker.
public final class DescribeConfigsHandler implements Handler {
  private static final byte FROM_TOPIC = 1;
  private static final byte FROM_BROKER = 4;
  private static final byte DEFAULT = 5;

  private final KafkaSettings settings;
  private final TopicDirectory topics;

  public DescribeConfigsHandler(KafkaSettings settings, TopicDirectory topics) {
    this.settings = settings;
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked = new DescribeConfigsRequestData(request.accessor(), request.version());
    var answer = new DescribeConfigsResponseData();
    Set<Resource> seen = new HashSet<>();
    for (DescribeConfigsResource resource : asked.resources()) {
      var result =
          new DescribeConfigsResult()
              .setResourceType(resource.resourceType())
              .setResourceName(resource.resourceName());
      if (seen.add(new Resource(resource.resourceType(), resource.resourceName()))) {
        describe(result, asked, resource.configurationKeys());
      } else {
        fail(result, Errors.INVALID_REQUEST, "the request names this resource twice");
      }
      answer.results().add(result);
    }
    request.answer(answer);
  }

  private void describe(
      DescribeConfigsResult result,
      DescribeConfigsRequestData asked,
      @Nullable List<String> wanted) {
    switch (result.resourceType()) {
      case Resource.TOPIC -> topic(result, asked);
      case Resource.BROKER -> broker(result, asked);
      default -> fail(result, Errors.INVALID_REQUEST, "expected a topic (2) or a broker (4)");
    }
    if (wanted != null && !wanted.isEmpty()) {
      Set<String> names = new HashSet<>(wanted);
      result.configs().removeIf(config -> !names.contains(config.name()));
    }
  }

  private static void fail(DescribeConfigsResult result, Errors why, String message) {
    result.setErrorCode(why.code()).setErrorMessage(message);
  }

  private void topic(DescribeConfigsResult result, DescribeConfigsRequestData asked) {
    TopicInfo topic = topics.named(result.resourceName());
    if (topic == null) {
      Errors unknown = Errors.UNKNOWN_TOPIC_OR_PARTITION;
      fail(result, unknown, unknown.message());
      return;
    }
    TopicSettings defaults = settings.defaults();
    for (TopicSetting setting : TopicSetting.values()) {
      boolean own = setting.isOwn(topic.settings(), defaults);
      String value = setting.value(topic.settings());
      var described = described(setting.key(), value, own ? FROM_TOPIC : DEFAULT, setting.type());
      described.setDocumentation(asked.includeDocumentation() ? setting.documentation() : null);
      if (asked.includeSynonyms() && own) {
        described.synonyms().add(synonym(setting.key(), value, FROM_TOPIC));
      }
      if (asked.includeSynonyms()) {
        described.synonyms().add(synonym(setting.brokerKey(), setting.value(defaults), DEFAULT));
      }
      result.configs().add(described);
    }
  }

  private void broker(DescribeConfigsResult result, DescribeConfigsRequestData asked) {
    String name = result.resourceName();
    if (!name.isEmpty() && !name.equals(Integer.toString(settings.nodeId()))) {
      fail(result, Errors.INVALID_REQUEST, "expected broker " + settings.nodeId());
      return;
    }
    for (TopicSetting setting : TopicSetting.values()) {
      String value = setting.value(settings.defaults());
      var described = described(setting.brokerKey(), value, FROM_BROKER, setting.type());
      described.setDocumentation(asked.includeDocumentation() ? setting.documentation() : null);
      result.configs().add(described);
    }
    broker(
        result,
        "auto.create.topics.enable",
        Boolean.toString(settings.autoCreate()),
        ValueType.BOOLEAN);
    broker(result, "num.partitions", Integer.toString(settings.defaultPartitions()), ValueType.INT);
    broker(
        result,
        "socket.request.max.bytes",
        Integer.toString(settings.maxRequestBytes()),
        ValueType.INT);
    for (DescribeConfigsResourceResult each : result.configs()) {
      each.setReadOnly(true);
      if (asked.includeSynonyms()) {
        each.synonyms().add(synonym(each.name(), each.value(), FROM_BROKER));
      }
    }
  }

  private static void broker(
      DescribeConfigsResult result, String name, String value, ValueType type) {
    result.configs().add(described(name, value, FROM_BROKER, type));
  }

  private static DescribeConfigsResourceResult described(
      String name, String value, byte source, ValueType type) {
    return new DescribeConfigsResourceResult()
        .setName(name)
        .setValue(value)
        .setConfigSource(source)
        .setConfigType(type.code())
        .setDocumentation(null);
  }

  private static DescribeConfigsSynonym synonym(String name, String value, byte source) {
    return new DescribeConfigsSynonym().setName(name).setValue(value).setSource(source);
  }
}
