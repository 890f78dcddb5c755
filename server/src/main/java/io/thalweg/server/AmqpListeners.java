package io.thalweg.server;

import io.thalweg.core.access.AccessDirectory;
import io.thalweg.core.base.Chance;
import io.thalweg.protocol.amqp.v091.channel.LoopShare;
import io.thalweg.protocol.amqp.v091.message.IngestBudget;
import io.thalweg.protocol.amqp.v091.session.AmqpBroker;
import io.thalweg.protocol.amqp.v091.session.AmqpSession;
import io.thalweg.protocol.amqp.v091.session.AmqpSettings;
import io.thalweg.protocol.amqp.v091.session.AmqpStats;
import io.thalweg.protocol.wire.PasswordCheck;
import io.thalweg.server.config.Config;
import io.thalweg.server.config.ListenAddress;
import io.thalweg.server.config.OptionalListeners;
import io.thalweg.server.net.Server;
import io.thalweg.server.net.SessionFactory;
import io.thalweg.server.net.ShardLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where AMQP clients connect, and what their sessions share.
final class AmqpListeners {
  private static final Logger LOG = LoggerFactory.getLogger(AmqpListeners.class);

  private final OptionalListeners wanted;
  private final ShardLoop loop;
  private final AmqpBroker broker;

  AmqpListeners(
      Config config, ShardLoop loop, AccessDirectory access, PasswordCheck passwords, long seed) {
    this.wanted = config.listeners().amqp();
    this.loop = loop;
    IngestBudget budget = new IngestBudget(config.memory().messagesBytes());
    this.broker =
        new AmqpBroker(
            settings(config.amqp()),
            access,
            passwords,
            new LoopShare(budget, new Chance(seed)),
            new AmqpStats(budget));
  }

  /// Of RabbitMQ, the last version that has all that is served here.
  private static AmqpSettings settings(Config.Amqp amqp) {
    long most = amqp.maxMessageBytes();
    long timeout = amqp.acknowledgementTimeoutMillis();
    return switch (amqp.product()) {
      case THALWEG -> new AmqpSettings("Thalweg", "0.1.0", most, timeout);
      case RABBITMQ -> new AmqpSettings("RabbitMQ", "3.13.0", most, timeout);
    };
  }

  AmqpStats stats() {
    return broker.stats();
  }

  /// Opens the listeners, and tells so.
  void open(Server server, PrintStream out) throws StartException {
    SessionFactory sessions =
        (gateway, to, local, remote) ->
            new AmqpSession(broker, gateway, to, remote.getAddress().isLoopbackAddress());
    for (ListenAddress address : wanted.at()) {
      try {
        InetSocketAddress at = server.listen(address.socketAddress(), loop, sessions);
        out.println("listening amqp " + new ListenAddress(at.getAddress(), at.getPort()));
      } catch (IOException e) {
        if (!wanted.ifFree()) {
          throw StartErrors.port("listeners.amqp", address, e);
        }
        LOG.info(
            "no AMQP at {}: {}; -X listeners.amqp=127.0.0.1:PORT puts it elsewhere",
            address,
            e.getMessage());
      }
    }
  }
}
