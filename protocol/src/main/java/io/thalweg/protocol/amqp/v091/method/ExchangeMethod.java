// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.ArgumentReader;
import io.thalweg.protocol.amqp.v091.wire.ArgumentSink;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import org.jspecify.annotations.Nullable;

/// The methods of class `exchange`.
public sealed interface ExchangeMethod extends Method {
  /// The number of the class.
  int CLASS = 40;

  /// Reads the arguments of a method of this class; null if it has no such.
  static @Nullable ExchangeMethod read(int key, ArgumentReader in) {
    return switch (key) {
      case Declare.KEY -> Declare.read(in);
      case DeclareOk.KEY -> new DeclareOk();
      case Delete.KEY -> Delete.read(in);
      case DeleteOk.KEY -> new DeleteOk();
      case Bind.KEY -> Bind.read(in);
      case BindOk.KEY -> new BindOk();
      case Unbind.KEY -> Unbind.read(in);
      case UnbindOk.KEY -> new UnbindOk();
      default -> null;
    };
  }

  @Override
  default int key() {
    return switch (this) {
      case Declare _ -> Declare.KEY;
      case DeclareOk _ -> DeclareOk.KEY;
      case Delete _ -> Delete.KEY;
      case DeleteOk _ -> DeleteOk.KEY;
      case Bind _ -> Bind.KEY;
      case BindOk _ -> BindOk.KEY;
      case Unbind _ -> Unbind.KEY;
      case UnbindOk _ -> UnbindOk.KEY;
    };
  }

  /// `exchange.declare`
  record Declare(
      int ticket,
      String exchange,
      String type,
      boolean passive,
      boolean durable,
      boolean autoDelete,
      boolean internal,
      boolean nowait,
      FieldTable arguments)
      implements ExchangeMethod {
    public static final int KEY = CLASS << 16 | 10;

    static Declare read(ArgumentReader in) {
      return new Declare(
          in.uint16(),
          in.shortString(),
          in.shortString(),
          in.bit(),
          in.bit(),
          in.bit(),
          in.bit(),
          in.bit(),
          in.table());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(exchange);
      out.shortString(type);
      out.bit(passive);
      out.bit(durable);
      out.bit(autoDelete);
      out.bit(internal);
      out.bit(nowait);
      out.table(arguments);
    }
  }

  /// `exchange.declare-ok`
  record DeclareOk() implements ExchangeMethod {
    public static final int KEY = CLASS << 16 | 11;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `exchange.delete`
  record Delete(int ticket, String exchange, boolean ifUnused, boolean nowait)
      implements ExchangeMethod {
    public static final int KEY = CLASS << 16 | 20;

    static Delete read(ArgumentReader in) {
      return new Delete(in.uint16(), in.shortString(), in.bit(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(exchange);
      out.bit(ifUnused);
      out.bit(nowait);
    }
  }

  /// `exchange.delete-ok`
  record DeleteOk() implements ExchangeMethod {
    public static final int KEY = CLASS << 16 | 21;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `exchange.bind`
  record Bind(
      int ticket,
      String destination,
      String source,
      String routingKey,
      boolean nowait,
      FieldTable arguments)
      implements ExchangeMethod {
    public static final int KEY = CLASS << 16 | 30;

    static Bind read(ArgumentReader in) {
      return new Bind(
          in.uint16(), in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(destination);
      out.shortString(source);
      out.shortString(routingKey);
      out.bit(nowait);
      out.table(arguments);
    }
  }

  /// `exchange.bind-ok`
  record BindOk() implements ExchangeMethod {
    public static final int KEY = CLASS << 16 | 31;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `exchange.unbind`
  record Unbind(
      int ticket,
      String destination,
      String source,
      String routingKey,
      boolean nowait,
      FieldTable arguments)
      implements ExchangeMethod {
    public static final int KEY = CLASS << 16 | 40;

    static Unbind read(ArgumentReader in) {
      return new Unbind(
          in.uint16(), in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(destination);
      out.shortString(source);
      out.shortString(routingKey);
      out.bit(nowait);
      out.table(arguments);
    }
  }

  /// `exchange.unbind-ok`
  record UnbindOk() implements ExchangeMethod {
    public static final int KEY = CLASS << 16 | 51;

    @Override
    public void writeTo(ArgumentSink out) {}
  }
}
