package io.thalweg.protocol.kafka.request;

import io.thalweg.core.topic.TopicSettings;

/// What Kafka sessions are run with.
///
/// @param clusterId shown to clients
/// @param nodeId of the one broker
/// @param maxRequestBytes largest request; a larger one closes its connection
/// @param maxFetchBytes largest answer to a fetch, its first batch excepted
/// @param autoCreate whether asking for an unknown topic may create it
/// @param defaultPartitions of a topic that is created without saying how many
/// @param defaults configuration of such a topic
/// @param data where everything is kept
public record KafkaSettings(
    String clusterId,
    int nodeId,
    int maxRequestBytes,
    int maxFetchBytes,
    boolean autoCreate,
    int defaultPartitions,
    TopicSettings defaults,
    DataDirectory data) {}
