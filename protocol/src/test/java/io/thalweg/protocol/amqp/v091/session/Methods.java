package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ExchangeMethod;
import io.thalweg.protocol.amqp.v091.method.QueueMethod;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;

/// Methods as clients send them mostly.
final class Methods {
  private Methods() {}

  static QueueMethod.Declare queue(String name) {
    return queue(name, FieldTable.EMPTY);
  }

  static QueueMethod.Declare queue(String name, FieldTable arguments) {
    return new QueueMethod.Declare(0, name, false, true, false, false, false, arguments);
  }

  static QueueMethod.Declare exclusive(String name) {
    return new QueueMethod.Declare(0, name, false, false, true, false, false, FieldTable.EMPTY);
  }

  static QueueMethod.Declare passive(String name) {
    return new QueueMethod.Declare(0, name, true, false, false, false, false, FieldTable.EMPTY);
  }

  static QueueMethod.Bind bind(String queue, String exchange, String key) {
    return new QueueMethod.Bind(0, queue, exchange, key, false, FieldTable.EMPTY);
  }

  static ExchangeMethod.Declare exchange(String name, String type) {
    return exchange(name, type, FieldTable.EMPTY);
  }

  static ExchangeMethod.Declare exchange(String name, String type, FieldTable arguments) {
    return new ExchangeMethod.Declare(0, name, type, false, true, false, false, false, arguments);
  }

  static ExchangeMethod.Declare internal(String name) {
    return new ExchangeMethod.Declare(
        0, name, "direct", false, true, false, true, false, FieldTable.EMPTY);
  }

  static BasicMethod.Consume consume(String queue, String tag) {
    return new BasicMethod.Consume(0, queue, tag, false, false, false, false, FieldTable.EMPTY);
  }

  static BasicMethod.Consume consumeUnsettled(String queue, String tag) {
    return new BasicMethod.Consume(0, queue, tag, false, true, false, false, FieldTable.EMPTY);
  }

  static BasicMethod.Get get(String queue) {
    return new BasicMethod.Get(0, queue, false);
  }

  static FieldTable table(String name, FieldValue value) {
    return FieldTable.builder().put(name, value).build();
  }
}
