package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.core.access.Namespace;
import io.thalweg.core.access.User;
import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.HeaderChoice;
import io.thalweg.protocol.amqp.v091.channel.Rights;
import io.thalweg.protocol.amqp.v091.method.ConnectionMethod;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first methods of a connection (AMQP 0-9-1, section 2.2.4): who the client is, what is agreed
/// on, and which vhost it wants.
final class ConnectionOpening {
  /// Bytes of the protocol header.
  static final int HEADER_BYTES = HeaderChoice.BYTES;

  private static final List<String> CAPABILITIES =
      List.of(
          "publisher_confirms",
          "exchange_exchange_bindings",
          "basic.nack",
          "consumer_cancel_notify",
          "connection.blocked",
          "consumer_priorities",
          "authentication_failure_close",
          "per_consumer_qos");

  /// The user whose password everybody knows.
  private static final String GUEST = "guest";

  private enum Stage {
    STARTED,
    CHECKING,
    REFUSED,
    TUNING,
    OPENING,
    OPEN
  }

  private final AmqpBroker broker;
  private final boolean loopback;
  private final Peer peer;
  private FieldTable announced = FieldTable.EMPTY;
  private Stage stage = Stage.STARTED;
  private @Nullable User user;

  /// What is done for it.
  interface Peer {
    /// Something else than the protocol header came; this is the right one.
    void wrong(byte[] header);

    void send(ConnectionMethod method);

    /// This was agreed on.
    void tuned(int channelMax, int frameMax, int heartbeatSeconds);

    /// The vhost is open.
    void opened(Rights rights);

    /// The client is not who it says it is.
    ///
    /// @param told whether the client wants to be told
    void refused(AmqpException why, boolean told);
  }

  /// @param loopback whether the client is on this machine
  ConnectionOpening(AmqpBroker broker, boolean loopback, Peer peer) {
    this.broker = broker;
    this.loopback = loopback;
    this.peer = peer;
  }

  /// Takes the protocol header, if it is there, and returns its bytes.
  int header(ByteBuffer in, int at, int end) {
    return switch (HeaderChoice.read(in, at, end)) {
      case INCOMPLETE -> 0;
      case V091 -> {
        start();
        yield HEADER_BYTES;
      }
      case V10, V10_SASL, WRONG -> {
        peer.wrong(ByteBuffer.allocate(HEADER_BYTES).putLong(HeaderChoice.V091_HEADER).array());
        yield 0;
      }
    };
  }

  private void start() {
    FieldTable.Builder capabilities = FieldTable.builder();
    CAPABILITIES.forEach(each -> capabilities.put(each, FieldValue.of(true)));
    FieldTable properties =
        FieldTable.builder()
            .put("capabilities", new FieldValue.Table(capabilities.build()))
            .put("product", FieldValue.of(broker.settings().product()))
            .put("version", FieldValue.of(broker.settings().version()))
            .put("platform", FieldValue.of("Java"))
            .build();
    peer.send(new ConnectionMethod.Start(0, 9, properties, bytes(Sasl.MECHANISMS), bytes("en_US")));
  }

  private static Opaque bytes(String text) {
    return new Opaque(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether nothing may be read until the password is checked.
  boolean waits() {
    return stage == Stage.CHECKING;
  }

  /// A method has come.
  ///
  /// @throws AmqpException if the connection shall end
  void method(ConnectionMethod method) {
    switch (method) {
      case ConnectionMethod.StartOk startOk when stage == Stage.STARTED -> startOk(startOk);
      case ConnectionMethod.TuneOk tuneOk when stage == Stage.TUNING -> tuneOk(tuneOk);
      case ConnectionMethod.Open open when stage == Stage.OPENING -> open(open);
      default ->
          throw new AmqpException(
              ReplyCode.COMMAND_INVALID, method.key(), "expected another method of the handshake");
    }
  }

  private void startOk(ConnectionMethod.StartOk method) {
    announced = method.clientProperties();
    Sasl said = Sasl.read(method.mechanism(), method.response().bytes());
    User named = said == null ? null : broker.access().user(said.user());
    byte[] password = said == null ? new byte[0] : said.password().bytes();
    boolean allowed = said != null && (loopback || !said.user().equals(GUEST));
    stage = Stage.CHECKING;
    broker
        .passwords()
        .check(
            named, password, right -> checked(right && allowed ? named : null, method.mechanism()));
  }

  private void checked(@Nullable User known, String mechanism) {
    if (stage != Stage.CHECKING) {
      return;
    }
    if (known == null) {
      stage = Stage.REFUSED;
      String text =
          "Login was refused using authentication mechanism "
              + mechanism
              + ". For details see the broker logfile.";
      peer.refused(
          new AmqpException(ReplyCode.ACCESS_REFUSED, text), has("authentication_failure_close"));
      return;
    }
    user = known;
    stage = Stage.TUNING;
    peer.send(
        new ConnectionMethod.Tune(
            AmqpSettings.CHANNEL_MAX, AmqpSettings.FRAME_MAX, AmqpSettings.HEARTBEAT_SECONDS));
  }

  private void tuneOk(ConnectionMethod.TuneOk method) {
    check("channel_max", method.channelMax(), 1, AmqpSettings.CHANNEL_MAX);
    check("frame_max", method.frameMax(), AmqpSettings.FRAME_MIN, AmqpSettings.FRAME_MAX);
    stage = Stage.OPENING;
    peer.tuned(method.channelMax(), (int) method.frameMax(), method.heartbeat());
  }

  private static void check(String name, long value, long least, long most) {
    if (value == 0 || value > most) {
      String shown = value == 0 ? "0 (no limit)" : Long.toString(value);
      throw new AmqpException(
          ReplyCode.NOT_ALLOWED,
          "negotiated "
              + name
              + " = "
              + shown
              + " is higher than the maximum allowed value ("
              + most
              + ")");
    }
    if (value < least) {
      throw new AmqpException(
          ReplyCode.NOT_ALLOWED,
          "negotiated "
              + name
              + " = "
              + value
              + " is lower than the minimum allowed value ("
              + least
              + ")");
    }
  }

  private void open(ConnectionMethod.Open method) {
    User opening = user;
    Namespace namespace = broker.access().namespace(method.virtualHost());
    if (namespace == null || opening == null) {
      throw new AmqpException(
          ReplyCode.NOT_ALLOWED, "vhost " + method.virtualHost() + " not found");
    }
    if (broker.access().permission(opening.name(), namespace.id()) == null) {
      throw new AmqpException(
          ReplyCode.NOT_ALLOWED,
          "access to vhost '"
              + method.virtualHost()
              + "' refused for user '"
              + opening.name()
              + "'");
    }
    stage = Stage.OPEN;
    peer.opened(new Rights(broker.access(), opening, namespace));
  }

  /// Whether the client has announced a capability.
  boolean has(String capability) {
    return announced.get("capabilities") instanceof FieldValue.Table all
        && all.table().get(capability) instanceof FieldValue.Bool is
        && is.value();
  }
}
