// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.ArgumentReader;
import io.thalweg.protocol.amqp.v091.wire.ArgumentSink;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import org.jspecify.annotations.Nullable;

/// The methods of class `basic`.
public sealed interface BasicMethod extends Method {
  /// The number of the class.
  int CLASS = 60;

  /// Reads the arguments of a method of this class; null if it has no such.
  static @Nullable BasicMethod read(int key, ArgumentReader in) {
    return switch (key) {
      case Qos.KEY -> Qos.read(in);
      case QosOk.KEY -> new QosOk();
      case Consume.KEY -> Consume.read(in);
      case ConsumeOk.KEY -> ConsumeOk.read(in);
      case Cancel.KEY -> Cancel.read(in);
      case CancelOk.KEY -> CancelOk.read(in);
      case Publish.KEY -> Publish.read(in);
      case Return.KEY -> Return.read(in);
      case Deliver.KEY -> Deliver.read(in);
      case Get.KEY -> Get.read(in);
      case GetOk.KEY -> GetOk.read(in);
      case GetEmpty.KEY -> GetEmpty.read(in);
      case Ack.KEY -> Ack.read(in);
      case Reject.KEY -> Reject.read(in);
      case RecoverAsync.KEY -> RecoverAsync.read(in);
      case Recover.KEY -> Recover.read(in);
      case RecoverOk.KEY -> new RecoverOk();
      case Nack.KEY -> Nack.read(in);
      default -> null;
    };
  }

  @Override
  default int key() {
    return switch (this) {
      case Qos _ -> Qos.KEY;
      case QosOk _ -> QosOk.KEY;
      case Consume _ -> Consume.KEY;
      case ConsumeOk _ -> ConsumeOk.KEY;
      case Cancel _ -> Cancel.KEY;
      case CancelOk _ -> CancelOk.KEY;
      case Publish _ -> Publish.KEY;
      case Return _ -> Return.KEY;
      case Deliver _ -> Deliver.KEY;
      case Get _ -> Get.KEY;
      case GetOk _ -> GetOk.KEY;
      case GetEmpty _ -> GetEmpty.KEY;
      case Ack _ -> Ack.KEY;
      case Reject _ -> Reject.KEY;
      case RecoverAsync _ -> RecoverAsync.KEY;
      case Recover _ -> Recover.KEY;
      case RecoverOk _ -> RecoverOk.KEY;
      case Nack _ -> Nack.KEY;
    };
  }

  /// `basic.qos`
  record Qos(long prefetchSize, int prefetchCount, boolean global) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 10;

    static Qos read(ArgumentReader in) {
      return new Qos(in.uint32(), in.uint16(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint32(prefetchSize);
      out.uint16(prefetchCount);
      out.bit(global);
    }
  }

  /// `basic.qos-ok`
  record QosOk() implements BasicMethod {
    public static final int KEY = CLASS << 16 | 11;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `basic.consume`
  record Consume(
      int ticket,
      String queue,
      String consumerTag,
      boolean noLocal,
      boolean noAck,
      boolean exclusive,
      boolean nowait,
      FieldTable arguments)
      implements BasicMethod {
    public static final int KEY = CLASS << 16 | 20;

    static Consume read(ArgumentReader in) {
      return new Consume(
          in.uint16(),
          in.shortString(),
          in.shortString(),
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
      out.shortString(consumerTag);
      out.bit(noLocal);
      out.bit(noAck);
      out.bit(exclusive);
      out.bit(nowait);
      out.table(arguments);
    }
  }

  /// `basic.consume-ok`
  record ConsumeOk(String consumerTag) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 21;

    static ConsumeOk read(ArgumentReader in) {
      return new ConsumeOk(in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(consumerTag);
    }
  }

  /// `basic.cancel`
  record Cancel(String consumerTag, boolean nowait) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 30;

    static Cancel read(ArgumentReader in) {
      return new Cancel(in.shortString(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(consumerTag);
      out.bit(nowait);
    }
  }

  /// `basic.cancel-ok`
  record CancelOk(String consumerTag) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 31;

    static CancelOk read(ArgumentReader in) {
      return new CancelOk(in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(consumerTag);
    }
  }

  /// `basic.publish`
  record Publish(
      int ticket, String exchange, String routingKey, boolean mandatory, boolean immediate)
      implements BasicMethod {
    public static final int KEY = CLASS << 16 | 40;

    static Publish read(ArgumentReader in) {
      return new Publish(in.uint16(), in.shortString(), in.shortString(), in.bit(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(exchange);
      out.shortString(routingKey);
      out.bit(mandatory);
      out.bit(immediate);
    }
  }

  /// `basic.return`
  record Return(int replyCode, String replyText, String exchange, String routingKey)
      implements BasicMethod {
    public static final int KEY = CLASS << 16 | 50;

    static Return read(ArgumentReader in) {
      return new Return(in.uint16(), in.shortString(), in.shortString(), in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(replyCode);
      out.shortString(replyText);
      out.shortString(exchange);
      out.shortString(routingKey);
    }
  }

  /// `basic.deliver`
  record Deliver(
      String consumerTag, long deliveryTag, boolean redelivered, String exchange, String routingKey)
      implements BasicMethod {
    public static final int KEY = CLASS << 16 | 60;

    static Deliver read(ArgumentReader in) {
      return new Deliver(
          in.shortString(), in.int64(), in.bit(), in.shortString(), in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(consumerTag);
      out.int64(deliveryTag);
      out.bit(redelivered);
      out.shortString(exchange);
      out.shortString(routingKey);
    }
  }

  /// `basic.get`
  record Get(int ticket, String queue, boolean noAck) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 70;

    static Get read(ArgumentReader in) {
      return new Get(in.uint16(), in.shortString(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(ticket);
      out.shortString(queue);
      out.bit(noAck);
    }
  }

  /// `basic.get-ok`
  record GetOk(
      long deliveryTag, boolean redelivered, String exchange, String routingKey, long messageCount)
      implements BasicMethod {
    public static final int KEY = CLASS << 16 | 71;

    static GetOk read(ArgumentReader in) {
      return new GetOk(in.int64(), in.bit(), in.shortString(), in.shortString(), in.uint32());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.int64(deliveryTag);
      out.bit(redelivered);
      out.shortString(exchange);
      out.shortString(routingKey);
      out.uint32(messageCount);
    }
  }

  /// `basic.get-empty`
  record GetEmpty(String clusterId) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 72;

    static GetEmpty read(ArgumentReader in) {
      return new GetEmpty(in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(clusterId);
    }
  }

  /// `basic.ack`
  record Ack(long deliveryTag, boolean multiple) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 80;

    static Ack read(ArgumentReader in) {
      return new Ack(in.int64(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.int64(deliveryTag);
      out.bit(multiple);
    }
  }

  /// `basic.reject`
  record Reject(long deliveryTag, boolean requeue) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 90;

    static Reject read(ArgumentReader in) {
      return new Reject(in.int64(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.int64(deliveryTag);
      out.bit(requeue);
    }
  }

  /// `basic.recover-async`
  record RecoverAsync(boolean requeue) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 100;

    static RecoverAsync read(ArgumentReader in) {
      return new RecoverAsync(in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.bit(requeue);
    }
  }

  /// `basic.recover`
  record Recover(boolean requeue) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 110;

    static Recover read(ArgumentReader in) {
      return new Recover(in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.bit(requeue);
    }
  }

  /// `basic.recover-ok`
  record RecoverOk() implements BasicMethod {
    public static final int KEY = CLASS << 16 | 111;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `basic.nack`
  record Nack(long deliveryTag, boolean multiple, boolean requeue) implements BasicMethod {
    public static final int KEY = CLASS << 16 | 120;

    static Nack read(ArgumentReader in) {
      return new Nack(in.int64(), in.bit(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.int64(deliveryTag);
      out.bit(multiple);
      out.bit(requeue);
    }
  }
}
