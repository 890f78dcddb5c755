// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.ArgumentReader;
import io.thalweg.protocol.amqp.v091.wire.ArgumentSink;
import org.jspecify.annotations.Nullable;

/// The methods of class `confirm`.
public sealed interface ConfirmMethod extends Method {
  /// The number of the class.
  int CLASS = 85;

  /// Reads the arguments of a method of this class; null if it has no such.
  static @Nullable ConfirmMethod read(int key, ArgumentReader in) {
    return switch (key) {
      case Select.KEY -> Select.read(in);
      case SelectOk.KEY -> new SelectOk();
      default -> null;
    };
  }

  @Override
  default int key() {
    return switch (this) {
      case Select _ -> Select.KEY;
      case SelectOk _ -> SelectOk.KEY;
    };
  }

  /// `confirm.select`
  record Select(boolean nowait) implements ConfirmMethod {
    public static final int KEY = CLASS << 16 | 10;

    static Select read(ArgumentReader in) {
      return new Select(in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.bit(nowait);
    }
  }

  /// `confirm.select-ok`
  record SelectOk() implements ConfirmMethod {
    public static final int KEY = CLASS << 16 | 11;

    @Override
    public void writeTo(ArgumentSink out) {}
  }
}
