// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.ArgumentReader;
import io.thalweg.protocol.amqp.v091.wire.ArgumentSink;
import org.jspecify.annotations.Nullable;

/// The methods of class `tx`.
public sealed interface TxMethod extends Method {
  /// The number of the class.
  int CLASS = 90;

  /// Reads the arguments of a method of this class; null if it has no such.
  static @Nullable TxMethod read(int key, ArgumentReader in) {
    return switch (key) {
      case Select.KEY -> new Select();
      case SelectOk.KEY -> new SelectOk();
      case Commit.KEY -> new Commit();
      case CommitOk.KEY -> new CommitOk();
      case Rollback.KEY -> new Rollback();
      case RollbackOk.KEY -> new RollbackOk();
      default -> null;
    };
  }

  @Override
  default int key() {
    return switch (this) {
      case Select _ -> Select.KEY;
      case SelectOk _ -> SelectOk.KEY;
      case Commit _ -> Commit.KEY;
      case CommitOk _ -> CommitOk.KEY;
      case Rollback _ -> Rollback.KEY;
      case RollbackOk _ -> RollbackOk.KEY;
    };
  }

  /// `tx.select`
  record Select() implements TxMethod {
    public static final int KEY = CLASS << 16 | 10;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `tx.select-ok`
  record SelectOk() implements TxMethod {
    public static final int KEY = CLASS << 16 | 11;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `tx.commit`
  record Commit() implements TxMethod {
    public static final int KEY = CLASS << 16 | 20;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `tx.commit-ok`
  record CommitOk() implements TxMethod {
    public static final int KEY = CLASS << 16 | 21;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `tx.rollback`
  record Rollback() implements TxMethod {
    public static final int KEY = CLASS << 16 | 30;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `tx.rollback-ok`
  record RollbackOk() implements TxMethod {
    public static final int KEY = CLASS << 16 | 31;

    @Override
    public void writeTo(ArgumentSink out) {}
  }
}
