// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.ArgumentReader;
import io.thalweg.protocol.amqp.v091.wire.ArgumentSink;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import org.jspecify.annotations.Nullable;

/// The methods of class `queue`.
public sealed interface QueueMethod extends Method {
  /// The number of the class.
  int CLASS = 50;

  /// Reads the arguments of a method of this class; null if it has no such.
  static @Nullable QueueMethod read(int key, ArgumentReader in) {
    return switch (key) {
      case Declare.KEY -> Declare.read(in);
      case DeclareOk.KEY -> DeclareOk.read(in);
      case Bind.KEY -> Bind.read(in);
      case BindOk.KEY -> new BindOk();
      case Purge.KEY -> Purge.read(in);
      case PurgeOk.KEY -> PurgeOk.read(in);
      case Delete.KEY -> Delete.read(in);
      case DeleteOk.KEY -> DeleteOk.read(in);
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
      case Bind _ -> Bind.KEY;
      case BindOk _ -> BindOk.KEY;
      case Purge _ -> Purge.KEY;
      case PurgeOk _ -> PurgeOk.KEY;
      case Delete _ -> Delete.KEY;
      case DeleteOk _ -> DeleteOk.KEY;
      case Unbind _ -> Unbind.KEY;
      case UnbindOk _ -> UnbindOk.KEY;
    };
  }

  /// `queue.declare`
  record Declare(
      int ticket,
      String queue,
      boolean passive,
      boolean durable,
      boolean exclusive,
      boolean autoDelete,
      boolean nowait,
      FieldTable arguments)
      implements QueueMethod {
    public static final int KEY = CLASS << 16 | 10;

    static Declare read(ArgumentReader in) {
      return new Declare(
          in.uint16(),
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
      out.shortString(queue);
      out.bit(passive);
      out.bit(durable);
      out.bit(exclusive);
      out.bit(autoDelete);
      out.bit(nowait);
      out.table(arguments);
    }
  }

  /// `queue.declare-ok`
  record DeclareOk(String queue, long messageCount, long consumerCount) implements QueueMethod {
    public static final int KEY = CLASS << 16 | 11;

    static DeclareOk read(ArgumentReader in) {
      return new DeclareOk(in.shortString(), in.uint32(), in.uint32());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(queue);
      out.uint32(messageCount);
      out.uint32(consumerCount);
    }
  }

  /// `queue.bind`
  record Bind(
      int ticket,
      String queue,
      String exchange,
      String routingKey,
      boolean nowait,
      FieldTable arguments)
      implements QueueMethod {
    public static final int KEY = CLASS << 16 | 20;

    static Bind read(ArgumentReader in) {
      return new Bind(
          in.uint16(), in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(queue);
      out.shortString(exchange);
      out.shortString(routingKey);
      out.bit(nowait);
      out.table(arguments);
    }
  }

  /// `queue.bind-ok`
  record BindOk() implements QueueMethod {
    public static final int KEY = CLASS << 16 | 21;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `queue.purge`
  record Purge(int ticket, String queue, boolean nowait) implements QueueMethod {
    public static final int KEY = CLASS << 16 | 30;

    static Purge read(ArgumentReader in) {
      return new Purge(in.uint16(), in.shortString(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(queue);
      out.bit(nowait);
    }
  }

  /// `queue.purge-ok`
  record PurgeOk(long messageCount) implements QueueMethod {
    public static final int KEY = CLASS << 16 | 31;

    static PurgeOk read(ArgumentReader in) {
      return new PurgeOk(in.uint32());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint32(messageCount);
    }
  }

  /// `queue.delete`
  record Delete(int ticket, String queue, boolean ifUnused, boolean ifEmpty, boolean nowait)
      implements QueueMethod {
    public static final int KEY = CLASS << 16 | 40;

    static Delete read(ArgumentReader in) {
      return new Delete(in.uint16(), in.shortString(), in.bit(), in.bit(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(queue);
      out.bit(ifUnused);
      out.bit(ifEmpty);
      out.bit(nowait);
    }
  }

  /// `queue.delete-ok`
  record DeleteOk(long messageCount) implements QueueMethod {
    public static final int KEY = CLASS << 16 | 41;

    static DeleteOk read(ArgumentReader in) {
      return new DeleteOk(in.uint32());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint32(messageCount);
    }
  }

  /// `queue.unbind`
  record Unbind(int ticket, String queue, String exchange, String routingKey, FieldTable arguments)
      implements QueueMethod {
    public static final int KEY = CLASS << 16 | 50;

    static Unbind read(ArgumentReader in) {
      return new Unbind(
          in.uint16(), in.shortString(), in.shortString(), in.shortString(), in.table());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(queue);
      out.shortString(exchange);
      out.shortString(routingKey);
      out.table(arguments);
    }
  }

  /// `queue.unbind-ok`
  record UnbindOk() implements QueueMethod {
    public static final int KEY = CLASS << 16 | 51;

    @Override
    public void writeTo(ArgumentSink out) {}
  }
}
