package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// DescribeConfigs, versions 1 to 4: the settings that exist, of topics and of the broker.
public final class DescribeConfigsHandler implements Handler {
  private static final byte TOPIC = 2;
  private static final byte BROKER = 4;
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
    for (DescribeConfigsResource resource : asked.resources()) {
      answer.results().add(describe(resource));
    }
    request.answer(answer);
  }

  private DescribeConfigsResult describe(DescribeConfigsResource resource) {
    var result =
        new DescribeConfigsResult()
            .setResourceType(resource.resourceType())
            .setResourceName(resource.resourceName());
    return switch (resource.resourceType()) {
      case TOPIC -> topic(result, resource.configurationKeys());
      case BROKER -> broker(result, resource.configurationKeys());
      default ->
          result
              .setErrorCode(Errors.INVALID_REQUEST.code())
              .setErrorMessage("expected a topic (2) or a broker (4)");
    };
  }

  private DescribeConfigsResult topic(DescribeConfigsResult result, @Nullable List<String> wanted) {
    TopicInfo topic = topics.named(result.resourceName());
    if (topic == null) {
      Errors unknown = Errors.UNKNOWN_TOPIC_OR_PARTITION;
      return result.setErrorCode(unknown.code()).setErrorMessage(unknown.message());
    }
    Map<String, String> defaults = TopicSettingNames.of(settings.defaults());
    TopicSettingNames.of(topic.settings())
        .forEach(
            (name, value) -> {
              boolean own = !value.equals(defaults.get(name));
              add(result, wanted, name, value, own ? FROM_TOPIC : DEFAULT);
            });
    return result;
  }

  private DescribeConfigsResult broker(
      DescribeConfigsResult result, @Nullable List<String> wanted) {
    String name = result.resourceName();
    if (!name.isEmpty() && !name.equals(Integer.toString(settings.nodeId()))) {
      return result
          .setErrorCode(Errors.INVALID_REQUEST.code())
          .setErrorMessage("expected broker " + settings.nodeId());
    }
    Map<String, String> values = new LinkedHashMap<>();
    values.put("auto.create.topics.enable", Boolean.toString(settings.autoCreate()));
    values.put("log.retention.bytes", Long.toString(settings.defaults().retentionBytes()));
    values.put("log.retention.ms", Long.toString(settings.defaults().retentionMillis()));
    values.put("message.max.bytes", Integer.toString(settings.defaults().maxBatchBytes()));
    values.put("num.partitions", Integer.toString(settings.defaultPartitions()));
    values.put("socket.request.max.bytes", Integer.toString(settings.maxRequestBytes()));
    values.forEach((key, value) -> add(result, wanted, key, value, FROM_BROKER));
    return result;
  }

  private static void add(
      DescribeConfigsResult result,
      @Nullable List<String> wanted,
      String name,
      String value,
      byte source) {
    if (wanted == null || wanted.isEmpty() || wanted.contains(name)) {
      result
          .configs()
          .add(
              new DescribeConfigsResourceResult()
                  .setName(name)
                  .setValue(value)
                  .setConfigSource(source)
                  .setReadOnly(source == FROM_BROKER));
    }
  }
}
