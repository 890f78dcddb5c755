// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.wire;

/// The properties of a message, in the order in which they lie encoded.
public enum Property {
  CONTENT_TYPE(0, Type.SHORT_STRING),
  CONTENT_ENCODING(1, Type.SHORT_STRING),
  HEADERS(2, Type.TABLE),
  DELIVERY_MODE(3, Type.OCTET),
  PRIORITY(4, Type.OCTET),
  CORRELATION_ID(5, Type.SHORT_STRING),
  REPLY_TO(6, Type.SHORT_STRING),
  EXPIRATION(7, Type.SHORT_STRING),
  MESSAGE_ID(8, Type.SHORT_STRING),
  TIMESTAMP(9, Type.TIMESTAMP),
  TYPE(10, Type.SHORT_STRING),
  USER_ID(11, Type.SHORT_STRING),
  APP_ID(12, Type.SHORT_STRING),
  CLUSTER_ID(13, Type.SHORT_STRING);

  /// What a property's value is made of.
  enum Type {
    OCTET,
    SHORT_STRING,
    TIMESTAMP,
    TABLE
  }

  private final int place;
  private final Type type;

  Property(int place, Type type) {
    this.place = place;
    this.type = type;
  }

  /// How many there are before it.
  int place() {
    return place;
  }

  Type type() {
    return type;
  }

  /// The bit that says that it is there.
  int flag() {
    return 1 << (15 - place);
  }
}
