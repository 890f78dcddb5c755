// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.wire.ArgumentReader;
import io.thalweg.protocol.amqp.v091.wire.ArgumentSink;
import org.jspecify.annotations.Nullable;

/// The methods of class `channel`.
public sealed interface ChannelMethod extends Method {
  /// The number of the class.
  int CLASS = 20;

  /// Reads the arguments of a method of this class; null if it has no such.
  static @Nullable ChannelMethod read(int key, ArgumentReader in) {
    return switch (key) {
      case Open.KEY -> Open.read(in);
      case OpenOk.KEY -> OpenOk.read(in);
      case Flow.KEY -> Flow.read(in);
      case FlowOk.KEY -> FlowOk.read(in);
      case Close.KEY -> Close.read(in);
      case CloseOk.KEY -> new CloseOk();
      default -> null;
    };
  }

  @Override
  default int key() {
    return switch (this) {
      case Open _ -> Open.KEY;
      case OpenOk _ -> OpenOk.KEY;
      case Flow _ -> Flow.KEY;
      case FlowOk _ -> FlowOk.KEY;
      case Close _ -> Close.KEY;
      case CloseOk _ -> CloseOk.KEY;
    };
  }

  /// `channel.open`
  record Open(String outOfBand) implements ChannelMethod {
    public static final int KEY = CLASS << 16 | 10;

    static Open read(ArgumentReader in) {
      return new Open(in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(outOfBand);
    }
  }

  /// `channel.open-ok`
  record OpenOk(Opaque channelId) implements ChannelMethod {
    public static final int KEY = CLASS << 16 | 11;

    static OpenOk read(ArgumentReader in) {
      return new OpenOk(in.longString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.longString(channelId);
    }
  }

  /// `channel.flow`
  record Flow(boolean active) implements ChannelMethod {
    public static final int KEY = CLASS << 16 | 20;

    static Flow read(ArgumentReader in) {
      return new Flow(in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.bit(active);
    }
  }

  /// `channel.flow-ok`
  record FlowOk(boolean active) implements ChannelMethod {
    public static final int KEY = CLASS << 16 | 21;

    static FlowOk read(ArgumentReader in) {
      return new FlowOk(in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.bit(active);
    }
  }

  /// `channel.close`
  record Close(int replyCode, String replyText, int classId, int methodId)
      implements ChannelMethod {
    public static final int KEY = CLASS << 16 | 40;

    static Close read(ArgumentReader in) {
      return new Close(in.uint16(), in.shortString(), in.uint16(), in.uint16());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(replyCode);
      out.shortString(replyText);
      out.uint16(classId);
      out.uint16(methodId);
    }
  }

  /// `channel.close-ok`
  record CloseOk() implements ChannelMethod {
    public static final int KEY = CLASS << 16 | 41;

    @Override
    public void writeTo(ArgumentSink out) {}
  }
}
