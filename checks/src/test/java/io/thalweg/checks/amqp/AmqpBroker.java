package io.thalweg.checks.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.thalweg.checks.broker.BrokerProcess;
import java.nio.file.Path;

/// A broker that AMQP clients can reach.
final class AmqpBroker implements AutoCloseable {
  private final BrokerProcess process;

  AmqpBroker(Path data) {
    this(BrokerProcess.on(data).with("listeners.amqp=127.0.0.1:0"));
  }

  private AmqpBroker(BrokerProcess.Setup setup) {
    process = setup.start();
  }

  /// One that administrators can reach, too.
  static AmqpBroker withAdmin(Path data) {
    return new AmqpBroker(
        BrokerProcess.on(data)
            .with("listeners.amqp=127.0.0.1:0")
            .with("listeners.admin=127.0.0.1:0"));
  }

  /// One for clients that look for RabbitMQ, which IPv6 reaches too.
  static AmqpBroker asRabbitMq(Path data) {
    return new AmqpBroker(
        BrokerProcess.on(data)
            .with("listeners.amqp=127.0.0.1:0,[::1]:0")
            .with("amqp.product=rabbitmq"));
  }

  BrokerProcess process() {
    return process;
  }

  /// For connections as `guest` to `/`, which aren't opened again by themselves.
  ConnectionFactory factory() {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setShutdownTimeout(5_000);
    return factory;
  }

  Connection connect() {
    try {
      return factory().newConnection();
    } catch (Exception e) {
      throw new AssertionError("could not connect", e);
    }
  }

  int port() {
    return port("127.0.0.1");
  }

  int port(String host) {
    String before = "listening amqp " + host + ":";
    return process.out().lines().stream()
        .filter(line -> line.startsWith(before))
        .map(line -> Integer.parseInt(line.substring(before.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("expected " + before + " in what it printed"));
  }

  /// `404 NOT_FOUND - ...`, of what closed a channel or a connection.
  static String said(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof ShutdownSignalException signal) {
        return switch (signal.getReason()) {
          case AMQP.Channel.Close close -> close.getReplyCode() + " " + close.getReplyText();
          case AMQP.Connection.Close close -> close.getReplyCode() + " " + close.getReplyText();
          case null, default -> signal.toString();
        };
      }
    }
    return String.valueOf(thrown);
  }

  @Override
  public void close() {
    process.close();
  }
}
