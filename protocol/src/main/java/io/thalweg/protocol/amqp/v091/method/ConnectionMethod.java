// Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
// Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
// in it, in src/test/resources/amqp. Not to be changed by hand.

package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.wire.ArgumentReader;
import io.thalweg.protocol.amqp.v091.wire.ArgumentSink;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import org.jspecify.annotations.Nullable;

/// The methods of class `connection`.
public sealed interface ConnectionMethod extends Method {
  /// The number of the class.
  int CLASS = 10;

  /// Reads the arguments of a method of this class; null if it has no such.
  static @Nullable ConnectionMethod read(int key, ArgumentReader in) {
    return switch (key) {
      case Start.KEY -> Start.read(in);
      case StartOk.KEY -> StartOk.read(in);
      case Secure.KEY -> Secure.read(in);
      case SecureOk.KEY -> SecureOk.read(in);
      case Tune.KEY -> Tune.read(in);
      case TuneOk.KEY -> TuneOk.read(in);
      case Open.KEY -> Open.read(in);
      case OpenOk.KEY -> OpenOk.read(in);
      case Close.KEY -> Close.read(in);
      case CloseOk.KEY -> new CloseOk();
      case Blocked.KEY -> Blocked.read(in);
      case Unblocked.KEY -> new Unblocked();
      case UpdateSecret.KEY -> UpdateSecret.read(in);
      case UpdateSecretOk.KEY -> new UpdateSecretOk();
      default -> null;
    };
  }

  @Override
  default int key() {
    return switch (this) {
      case Start _ -> Start.KEY;
      case StartOk _ -> StartOk.KEY;
      case Secure _ -> Secure.KEY;
      case SecureOk _ -> SecureOk.KEY;
      case Tune _ -> Tune.KEY;
      case TuneOk _ -> TuneOk.KEY;
      case Open _ -> Open.KEY;
      case OpenOk _ -> OpenOk.KEY;
      case Close _ -> Close.KEY;
      case CloseOk _ -> CloseOk.KEY;
      case Blocked _ -> Blocked.KEY;
      case Unblocked _ -> Unblocked.KEY;
      case UpdateSecret _ -> UpdateSecret.KEY;
      case UpdateSecretOk _ -> UpdateSecretOk.KEY;
    };
  }

  /// `connection.start`
  record Start(
      int versionMajor,
      int versionMinor,
      FieldTable serverProperties,
      Opaque mechanisms,
      Opaque locales)
      implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 10;

    static Start read(ArgumentReader in) {
      return new Start(in.octet(), in.octet(), in.table(), in.longString(), in.longString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.octet(versionMajor);
      out.octet(versionMinor);
      out.table(serverProperties);
      out.longString(mechanisms);
      out.longString(locales);
    }
  }

  /// `connection.start-ok`
  record StartOk(FieldTable clientProperties, String mechanism, Opaque response, String locale)
      implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 11;

    static StartOk read(ArgumentReader in) {
      return new StartOk(in.table(), in.shortString(), in.longString(), in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.table(clientProperties);
      out.shortString(mechanism);
      out.longString(response);
      out.shortString(locale);
    }
  }

  /// `connection.secure`
  record Secure(Opaque challenge) implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 20;

    static Secure read(ArgumentReader in) {
      return new Secure(in.longString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.longString(challenge);
    }
  }

  /// `connection.secure-ok`
  record SecureOk(Opaque response) implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 21;

    static SecureOk read(ArgumentReader in) {
      return new SecureOk(in.longString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.longString(response);
    }
  }

  /// `connection.tune`
  record Tune(int channelMax, long frameMax, int heartbeat) implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 30;

    static Tune read(ArgumentReader in) {
      return new Tune(in.uint16(), in.uint32(), in.uint16());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(channelMax);
      out.uint32(frameMax);
      out.uint16(heartbeat);
    }
  }

  /// `connection.tune-ok`
  record TuneOk(int channelMax, long frameMax, int heartbeat) implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 31;

    static TuneOk read(ArgumentReader in) {
      return new TuneOk(in.uint16(), in.uint32(), in.uint16());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.uint16(channelMax);
      out.uint32(frameMax);
      out.uint16(heartbeat);
    }
  }

  /// `connection.open`
  record Open(String virtualHost, String capabilities, boolean insist) implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 40;

    static Open read(ArgumentReader in) {
      return new Open(in.shortString(), in.shortString(), in.bit());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(virtualHost);
      out.shortString(capabilities);
      out.bit(insist);
    }
  }

  /// `connection.open-ok`
  record OpenOk(String knownHosts) implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 41;

    static OpenOk read(ArgumentReader in) {
      return new OpenOk(in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(knownHosts);
    }
  }

  /// `connection.close`
  record Close(int replyCode, String replyText, int classId, int methodId)
      implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 50;

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

  /// `connection.close-ok`
  record CloseOk() implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 51;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `connection.blocked`
  record Blocked(String reason) implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 60;

    static Blocked read(ArgumentReader in) {
      return new Blocked(in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.shortString(reason);
    }
  }

  /// `connection.unblocked`
  record Unblocked() implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 61;

    @Override
    public void writeTo(ArgumentSink out) {}
  }

  /// `connection.update-secret`
  record UpdateSecret(Opaque newSecret, String reason) implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 70;

    static UpdateSecret read(ArgumentReader in) {
      return new UpdateSecret(in.longString(), in.shortString());
    }

    @Override
    public void writeTo(ArgumentSink out) {
      out.longString(newSecret);
      out.shortString(reason);
    }
  }

  /// `connection.update-secret-ok`
  record UpdateSecretOk() implements ConnectionMethod {
    public static final int KEY = CLASS << 16 | 71;

    @Override
    public void writeTo(ArgumentSink out) {}
  }
}
