package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.GroupCommand.Description;
import io.thalweg.core.group.Member;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.protocol.kafka.request.FieldLimit;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;

/// The topics that members of a group of Kafka consumers subscribe to, as their metadata says it. A
/// member may say anything: one that isn't understood counts as subscribed to every topic.
final class Subscriptions {
  /// The protocol type of Kafka consumers.
  static final String CONSUMERS = "consumer";

  /// Every version begins with what this one has.
  private static final short FIRST_VERSION = 0;

  private final Set<String> topics = new HashSet<>();
  private boolean every;

  /// What the members of `group` subscribe to under any protocol that they know.
  static Subscriptions of(Description group) {
    Subscriptions all = new Subscriptions();
    for (Member member : group.members()) {
      for (Protocol protocol : member.protocols()) {
        all.add(protocol.metadata().bytes());
      }
    }
    return all;
  }

  private void add(byte[] metadata) {
    ByteBuffer in = ByteBuffer.wrap(metadata);
    try {
      if (in.getShort() < FIRST_VERSION) {
        every = true;
        return;
      }
      topics.addAll(new ConsumerProtocolSubscription(new FieldLimit(in), FIRST_VERSION).topics());
    } catch (RuntimeException e) {
      every = true; // not what a consumer writes
    }
  }

  boolean contain(String topic) {
    return every || topics.contains(topic);
  }
}
