// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.ArgumentReader;
import io.thalweg.protocol.amqp.v091.wire.ArgumentSink;
import org.jspecify.annotations.Nullable;

/// The methods of class `access`.
public sealed interface AccessMethod extends Method {
  /// The number of the class.
  int CLASS = 30;

  /// Reads the arguments of a method of this class; null if it has no such.
  static @Nullable AccessMethod read(int key, ArgumentReader in) {
    return switch (key) {
      case Request.KEY -> Request.read(in);
      case RequestOk.KEY -> RequestOk.read(in);
      default -> null;
    };
  }

  @Override
  default int key() {
    return switch (this) {
      case Request _ -> Request.KEY;
      case RequestOk _ -> RequestOk.KEY;
    };
  }

  /// `access.request`
  record Request(
      String realm, boolean exclusive, boolean passive, boolean active, boolean write, boolean read)
      implements AccessMethod {
    public static final int KEY = CLASS << 16 | 10;

    static Request read(ArgumentReader in) {
      return new Request(in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(realm);
      out.bit(exclusive);
      out.bit(passive);
      out.bit(active);
      out.bit(write);
      out.bit(read);
    }
  }

  /// `access.request-ok`
  record RequestOk(int ticket) implements AccessMethod {
    public static final int KEY = CLASS << 16 | 11;

    static RequestOk read(ArgumentReader in) {
      return new RequestOk(in.uint16());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
    }
  }
}
