package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.core.access.AccessDirectory;
import io.thalweg.protocol.amqp.v091.channel.LoopShare;
import io.thalweg.protocol.wire.PasswordCheck;

/// What the sessions of a loop need of their broker.
public record AmqpBroker(
    AmqpSettings settings,
    AccessDirectory access,
    PasswordCheck passwords,
    LoopShare share,
    AmqpStats stats) {
  /// Largest body of a message.
  long maxMessageBytes() {
    return settings.maxMessageBytes();
  }
}
