// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.wire;

/// Why a method was refused, or a channel or connection is closed.
public enum ReplyCode {
  CONTENT_TOO_LARGE(311, false),
  NO_ROUTE(312, false),
  NO_CONSUMERS(313, false),
  ACCESS_REFUSED(403, false),
  NOT_FOUND(404, false),
  RESOURCE_LOCKED(405, false),
  PRECONDITION_FAILED(406, false),
  CONNECTION_FORCED(320, true),
  INVALID_PATH(402, true),
  FRAME_ERROR(501, true),
  SYNTAX_ERROR(502, true),
  COMMAND_INVALID(503, true),
  CHANNEL_ERROR(504, true),
  UNEXPECTED_FRAME(505, true),
  RESOURCE_ERROR(506, true),
  NOT_ALLOWED(530, true),
  NOT_IMPLEMENTED(540, true),
  INTERNAL_ERROR(541, true);

  private final int number;
  private final boolean hard;

  ReplyCode(int number, boolean hard) {
    this.number = number;
    this.hard = hard;
  }

  /// Its number on the wire.
  public int number() {
    return number;
  }

  /// Whether it ends the connection; otherwise the channel.
  public boolean hard() {
    return hard;
  }
}
