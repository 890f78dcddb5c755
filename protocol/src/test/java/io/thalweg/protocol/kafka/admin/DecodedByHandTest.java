package io.thalweg.protocol.kafka.admin;

import io.thalweg.protocol.kafka.admin.AlterConfigsHandler.Altered;
import io.thalweg.protocol.kafka.admin.CreatePartitionsHandler.Growth;
import io.thalweg.protocol.kafka.admin.CreateTopicsHandler.Assignment;
import io.thalweg.protocol.kafka.admin.CreateTopicsHandler.Topic;
import io.thalweg.protocol.kafka.request.Decoding;
import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

/// What is read by hand is what Kafka's own messages read, in every version.
class DecodedByHandTest {
  @Test
  void topicsToCreate() {
    Decoding.everyVersion(
        ApiKeys.CREATE_TOPICS,
        by -> {
          var request = new CreateTopicsRequestData().setTimeoutMs(by.number());
          request.setValidateOnly(by.yes());
          by.some(() -> topic(by)).forEach(request.topics()::mustAdd);
          by.check(
              by.tagged(request),
              CreateTopicsHandler.Asked::read,
              in -> asked(new CreateTopicsRequestData(in, by.version())));
        });
  }

  private static CreatableTopic topic(Decoding by) {
    var topic = new CreatableTopic().setName(by.name()).setNumPartitions(by.number());
    topic.setReplicationFactor((short) by.number());
    by.some(
            () ->
                by.tagged(
                    new CreatableReplicaAssignment()
                        .setPartitionIndex(by.number())
                        .setBrokerIds(by.some(by::number))))
        .forEach(topic.assignments()::mustAdd);
    by.some(
            () ->
                by.tagged(new CreatableTopicConfig().setName(by.name()).setValue(by.nameOrNull())))
        .forEach(topic.configs()::mustAdd);
    return by.tagged(topic);
  }

  private static CreateTopicsHandler.Asked asked(CreateTopicsRequestData request) {
    List<Topic> topics =
        request.topics().stream()
            .map(
                topic ->
                    new Topic(
                        topic.name(),
                        topic.numPartitions(),
                        topic.replicationFactor(),
                        topic.assignments().stream()
                            .map(each -> new Assignment(each.partitionIndex(), each.brokerIds()))
                            .toList(),
                        topic.configs().stream()
                            .map(each -> new CreateTopicsHandler.Config(each.name(), each.value()))
                            .toList()))
            .toList();
    return new CreateTopicsHandler.Asked(topics, request.validateOnly());
  }

  @Test
  void partitionsToCreate() {
    Decoding.everyVersion(
        ApiKeys.CREATE_PARTITIONS,
        by -> {
          var request = new CreatePartitionsRequestData().setTimeoutMs(by.number());
          request.setValidateOnly(by.yes());
          by.some(() -> growth(by)).forEach(request.topics()::mustAdd);
          by.check(
              by.tagged(request),
              CreatePartitionsHandler.Asked::read,
              in -> asked(new CreatePartitionsRequestData(in, by.version())));
        });
  }

  private static CreatePartitionsTopic growth(Decoding by) {
    var topic = new CreatePartitionsTopic().setName(by.name()).setCount(by.number());
    topic.setAssignments(
        by.yes()
            ? null
            : by.some(
                () ->
                    by.tagged(new CreatePartitionsAssignment().setBrokerIds(by.some(by::number)))));
    return by.tagged(topic);
  }

  private static CreatePartitionsHandler.Asked asked(CreatePartitionsRequestData request) {
    List<Growth> topics =
        request.topics().stream()
            .map(
                topic ->
                    new Growth(
                        topic.name(),
                        topic.count(),
                        topic.assignments() == null
                            ? null
                            : topic.assignments().stream().map(each -> each.brokerIds()).toList()))
            .toList();
    return new CreatePartitionsHandler.Asked(topics, request.validateOnly());
  }

  @Test
  void settingsToReplace() {
    Decoding.everyVersion(
        ApiKeys.ALTER_CONFIGS,
        by -> {
          var request = new AlterConfigsRequestData().setValidateOnly(by.yes());
          by.some(() -> replaced(by)).forEach(request.resources()::mustAdd);
          by.check(
              by.tagged(request),
              in -> AlterConfigsHandler.Asked.read(in, false),
              in -> asked(new AlterConfigsRequestData(in, by.version())));
        });
  }

  private static AlterConfigsRequestData.AlterConfigsResource replaced(Decoding by) {
    var resource = new AlterConfigsRequestData.AlterConfigsResource().setResourceName(by.name());
    resource.setResourceType((byte) by.number());
    by.some(
            () ->
                by.tagged(
                    new AlterConfigsRequestData.AlterableConfig()
                        .setName(by.name())
                        .setValue(by.nameOrNull())))
        .forEach(resource.configs()::mustAdd);
    return by.tagged(resource);
  }

  private static AlterConfigsHandler.Asked asked(AlterConfigsRequestData request) {
    List<Altered> resources =
        request.resources().stream()
            .map(
                each ->
                    new Altered(
                        new Resource(each.resourceType(), each.resourceName()),
                        each.configs().stream()
                            .map(c -> new AlterConfigsHandler.Config(c.name(), 0, c.value()))
                            .toList()))
            .toList();
    return new AlterConfigsHandler.Asked(resources, request.validateOnly());
  }

  @Test
  void settingsToAlter() {
    Decoding.everyVersion(
        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
        by -> {
          var request = new IncrementalAlterConfigsRequestData().setValidateOnly(by.yes());
          by.some(() -> altered(by)).forEach(request.resources()::mustAdd);
          by.check(
              by.tagged(request),
              in -> AlterConfigsHandler.Asked.read(in, true),
              in -> asked(new IncrementalAlterConfigsRequestData(in, by.version())));
        });
  }

  private static IncrementalAlterConfigsRequestData.AlterConfigsResource altered(Decoding by) {
    var resource =
        new IncrementalAlterConfigsRequestData.AlterConfigsResource().setResourceName(by.name());
    resource.setResourceType((byte) by.number());
    by.some(
            () ->
                by.tagged(
                    new IncrementalAlterConfigsRequestData.AlterableConfig()
                        .setName(by.name())
                        .setConfigOperation((byte) by.number())
                        .setValue(by.nameOrNull())))
        .forEach(resource.configs()::mustAdd);
    return by.tagged(resource);
  }

  private static AlterConfigsHandler.Asked asked(IncrementalAlterConfigsRequestData request) {
    List<Altered> resources =
        request.resources().stream()
            .map(
                each ->
                    new Altered(
                        new Resource(each.resourceType(), each.resourceName()),
                        each.configs().stream()
                            .map(
                                c ->
                                    new AlterConfigsHandler.Config(
                                        c.name(), c.configOperation(), c.value()))
                            .toList()))
            .toList();
    return new AlterConfigsHandler.Asked(resources, request.validateOnly());
  }
}
