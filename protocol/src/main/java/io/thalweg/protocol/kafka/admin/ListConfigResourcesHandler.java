package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData.ConfigResource;
import org.apache.kafka.common.protocol.Errors;

/// ListConfigResources, versions 0 and 1: topics and the broker. Version 0 asks for subscriptions
/// to clients' metrics only, of which there are none.
public final class ListConfigResourcesHandler implements Handler {
  /// Kafka's `ConfigResource.Type`: topic, broker, its loggers, clients' metrics, group.
  private static final Set<Byte> TYPES = Set.of((byte) 2, (byte) 4, (byte) 8, (byte) 16, (byte) 32);

  private static final int TYPES_SINCE = 1;

  private final int nodeId;
  private final TopicDirectory topics;

  public ListConfigResourcesHandler(int nodeId, TopicDirectory topics) {
    this.nodeId = nodeId;
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked = new ListConfigResourcesRequestData(request.accessor(), request.version());
    var answer = new ListConfigResourcesResponseData();
    Set<Byte> wanted = new HashSet<>(asked.resourceTypes());
    if (!TYPES.containsAll(wanted)) {
      request.answer(answer.setErrorCode(Errors.UNSUPPORTED_VERSION.code()));
      return;
    }
    boolean all = wanted.isEmpty() && request.version() >= TYPES_SINCE;
    if (all || wanted.contains(Resource.TOPIC)) {
      topics.all().forEach(topic -> add(answer, Resource.TOPIC, topic.name()));
    }
    if (all || wanted.contains(Resource.BROKER)) {
      add(answer, Resource.BROKER, Integer.toString(nodeId));
    }
    request.answer(answer);
  }

  private static void add(ListConfigResourcesResponseData answer, byte type, String name) {
    answer.configResources().add(new ConfigResource().setResourceType(type).setResourceName(name));
  }
}
