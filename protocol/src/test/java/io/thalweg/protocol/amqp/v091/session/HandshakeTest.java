package io.thalweg.protocol.amqp.v091.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.ConnectionMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// From the first byte to `connection.open-ok`, and to the end.
class HandshakeTest {
  private static final Method TUNE_OK = new ConnectionMethod.TuneOk(2047, 131_072, 60);

  private final FakeBroker broker = new FakeBroker();
  private final AmqpPeer peer = new AmqpPeer(broker);

  private List<String> hears(Method... methods) {
    peer.send(0, methods);
    return peer.hear();
  }

  @Test
  void aClientIsToldWhatTheBrokerIs() {
    peer.give(AmqpPeer.protocolHeader());
    assertThat(peer.hear().toString())
        .startsWith("[0 connection.start 0 9 {capabilities=")
        .contains("publisher_confirms=Bool[value=true]")
        .contains("authentication_failure_close", "consumer_cancel_notify", "connection.blocked")
        .contains("product=Thalweg, version=0.1.0");
  }

  @Test
  void aClientIsLetIn() {
    peer.give(AmqpPeer.protocolHeader());
    peer.hear();
    assertThat(hears(AmqpPeer.startOk("guest", "guest")))
        .containsExactly("0 connection.tune 2047 131072 60");
    assertThat(hears(TUNE_OK)).isEmpty();
    assertThat(hears(new ConnectionMethod.Open("/", "", false)))
        .containsExactly("0 connection.open-ok ''");
    assertThat(broker.stats().connections()).isOne();
    assertThat(hears(new ConnectionMethod.UpdateSecret(Opaque.EMPTY, "x")))
        .containsExactly("0 connection.update-secret-ok");
    assertThat(hears(new ConnectionMethod.Close(200, "bye", 0, 0)))
        .containsExactly("0 connection.close-ok");
    assertThat(broker.stats().connections()).isZero();
    assertThat(peer.socket().closedWhy()).as("the client's turn").isNull();
    broker.pass(5_001);
    peer.session().due(broker.nowMillis());
    assertThat(peer.socket().closedWhy()).isNotNull();
  }

  @Test
  void amqplainIsATableWithoutItsLength() {
    peer.give(AmqpPeer.protocolHeader());
    FieldTable table =
        FieldTable.builder()
            .put("LOGIN", FieldValue.of("guest"))
            .put("PASSWORD", FieldValue.of("guest"))
            .build();
    ByteBuffer bytes = ByteBuffer.allocate(table.bytes());
    table.write(bytes);
    byte[] response = java.util.Arrays.copyOfRange(bytes.array(), 4, bytes.limit());
    peer.hear();
    assertThat(
            hears(
                new ConnectionMethod.StartOk(
                    FieldTable.EMPTY, "AMQPLAIN", new Opaque(response), "en_US")))
        .containsExactly("0 connection.tune 2047 131072 60");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AMQP\0\0\t\0", "GET / HT", "AMQP\1\1\0\1", "X", "AMQQ", "AMQP\0\1\0\0"})
  void whatIsNotTheProtocolIsToldWhatIs(String header) {
    peer.give(header.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(peer.hear()).containsExactly("AMQP 0 0 9 1");
    assertThat(peer.socket().closedWhy()).contains("AMQP 0-9-1");
  }

  @ParameterizedTest
  @CsvSource({"guest,wrong", "nobody,nobody", "'',''"})
  void whoIsNotKnownIsRefused(String user, String password) {
    peer.give(AmqpPeer.protocolHeader());
    peer.hear();
    assertThat(hears(AmqpPeer.startOk(user, password)))
        .containsExactly(
            "0 connection.close 403 ACCESS_REFUSED - Login was refused using authentication"
                + " mechanism PLAIN. For details see the broker logfile. 0 0");
    assertThat(peer.socket().closedWhy()).isNull();
    hears(new ConnectionMethod.CloseOk());
    assertThat(peer.socket().closedWhy()).isNotNull();
  }

  @Test
  void whoDoesNotWantToKnowIsOnlyClosed() {
    peer.give(AmqpPeer.protocolHeader());
    peer.hear();
    assertThat(
            hears(
                new ConnectionMethod.StartOk(
                    FieldTable.EMPTY, "PLAIN", new Opaque(new byte[3]), "en_US")))
        .isEmpty();
    assertThat(peer.socket().closedWhy()).contains("ACCESS_REFUSED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EXTERNAL", "ANONYMOUS", ""})
  void mechanismsThatAreNotOfferedAreRefused(String mechanism) {
    peer.give(AmqpPeer.protocolHeader());
    peer.hear();
    assertThat(
            hears(
                new ConnectionMethod.StartOk(AmqpPeer.capable(), mechanism, Opaque.EMPTY, "en_US")))
        .singleElement()
        .asString()
        .startsWith("0 connection.close 403");
  }

  @Test
  void guestComesFromThisMachineOnly() {
    AmqpPeer far = new AmqpPeer(broker, false);
    far.give(AmqpPeer.handshake("guest"));
    assertThat(far.hear().getLast()).startsWith("0 connection.close 403");
    broker.user("ada", ".*", ".*", ".*");
    AmqpPeer other = new AmqpPeer(broker, false);
    other.give(AmqpPeer.handshake("ada"));
    assertThat(other.hear().getLast()).isEqualTo("0 connection.open-ok ''");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 131072, negotiated channel_max = 0 (no limit) is higher than the maximum allowed value",
    "2048, 131072, negotiated channel_max = 2048 is higher than the maximum allowed value (2047)",
    "10, 0, negotiated frame_max = 0 (no limit) is higher than the maximum allowed value",
    "10, 131073, negotiated frame_max = 131073 is higher than the maximum allowed value (131072)",
    "10, 4095, negotiated frame_max = 4095 is lower than the minimum allowed value (4096)",
  })
  void noMoreIsAgreedOnThanWasOffered(int channels, long frameBytes, String expected) {
    peer.give(AmqpPeer.protocolHeader());
    peer.send(0, AmqpPeer.startOk("guest", "guest"));
    peer.hear();
    assertThat(hears(new ConnectionMethod.TuneOk(channels, frameBytes, 0)))
        .singleElement()
        .asString()
        .startsWith("0 connection.close 530 NOT_ALLOWED - " + expected)
        .endsWith(" 10 31");
  }

  @Test
  void aVhostMustBeThereAndBeAllowed() {
    broker.user("ada", ".*", ".*", ".*");
    for (String[] each :
        new String[][] {
          {"nowhere", "vhost nowhere not found"},
          {"other", "access to vhost 'other' refused for user 'ada'"}
        }) {
      AmqpPeer asks = new AmqpPeer(broker);
      asks.give(AmqpPeer.protocolHeader());
      asks.send(0, AmqpPeer.startOk("ada", "ada"), TUNE_OK);
      asks.send(0, new ConnectionMethod.Open(each[0], "", false));
      assertThat(asks.hear().getLast())
          .isEqualTo("0 connection.close 530 NOT_ALLOWED - " + each[1] + " 10 40");
    }
  }

  @Test
  void methodsHaveAnOrder() {
    peer.give(AmqpPeer.protocolHeader());
    peer.hear();
    assertThat(hears(TUNE_OK).getLast()).startsWith("0 connection.close 503 COMMAND_INVALID");
    AmqpPeer early = new AmqpPeer(broker);
    early.give(AmqpPeer.protocolHeader());
    early.send(1, new ChannelMethod.Open(""));
    assertThat(early.hear().getLast()).startsWith("0 connection.close 504 CHANNEL_ERROR");
  }

  @Test
  void nobodyUnknownSendsLargeFrames() {
    peer.give(AmqpPeer.protocolHeader());
    peer.hear();
    ByteBuffer head = ByteBuffer.allocate(7);
    Frames.begin(head, Frames.METHOD, 0, 4089);
    peer.give(head.array());
    assertThat(peer.hear().getLast()).startsWith("0 connection.close 501 FRAME_ERROR");
    assertThat(peer.socket().closedWhy()).as("nothing can be told apart now").isNotNull();
  }

  @Test
  void aHandshakeHasADeadline() {
    peer.give(AmqpPeer.protocolHeader());
    broker.pass(10_000);
    peer.session().due(broker.nowMillis());
    assertThat(peer.socket().closedWhy()).isNull();
    broker.pass(1);
    peer.session().due(broker.nowMillis());
    assertThat(peer.socket().closedWhy()).contains("too long");
    AmqpPeer silent = new AmqpPeer(broker);
    silent.session().due(broker.nowMillis());
    broker.pass(10_001);
    silent.session().due(broker.nowMillis());
    assertThat(silent.socket().closedWhy()).contains("too long");
  }

  @Test
  void nothingIsReadUntilThePasswordIsChecked() {
    peer.give(AmqpPeer.protocolHeader());
    peer.send(0, AmqpPeer.startOk("guest", "guest"));
    assertThat(peer.session().reading()).isFalse();
    broker.turn();
    assertThat(peer.session().reading()).isTrue();
  }

  @Test
  void heartbeatsGoAndAreMissed() {
    AmqpPeer open = AmqpPeer.open(broker);
    open.session().due(broker.nowMillis());
    for (int i = 0; i < 3; i++) {
      broker.pass(29_000);
      open.session().due(broker.nowMillis());
      assertThat(open.hear()).isEmpty();
      broker.pass(1_000);
      open.session().due(broker.nowMillis());
      assertThat(open.hear()).as("after half the interval").containsExactly("heartbeat");
      open.session().due(broker.nowMillis());
    }
    ByteBuffer beat = ByteBuffer.allocate(8);
    Frames.heartbeat(beat);
    open.give(beat.array());
    broker.pass(120_000);
    open.session().due(broker.nowMillis());
    assertThat(open.socket().closedWhy()).isNull();
    broker.pass(1);
    open.session().due(broker.nowMillis());
    assertThat(open.socket().closedWhy()).contains("heartbeats");
  }

  @Test
  void aClientMayDoWithoutHeartbeats() {
    peer.give(AmqpPeer.protocolHeader());
    peer.send(0, AmqpPeer.startOk("guest", "guest"), new ConnectionMethod.TuneOk(1, 4096, 0));
    peer.send(0, new ConnectionMethod.Open("/", "", false));
    peer.hear();
    broker.pass(1L << 40);
    peer.session().due(broker.nowMillis());
    assertThat(peer.hear()).isEmpty();
    assertThat(peer.socket().closedWhy()).isNull();
    assertThat(peer.session().mayIdle()).isTrue();
  }

  @Test
  void whatIsAgreedOnIsHeldTo() {
    peer.give(AmqpPeer.protocolHeader());
    peer.send(0, AmqpPeer.startOk("guest", "guest"), new ConnectionMethod.TuneOk(1, 4096, 0));
    peer.send(0, new ConnectionMethod.Open("/", "", false));
    peer.hear();
    peer.send(2, new ChannelMethod.Open(""));
    assertThat(peer.hear())
        .containsExactly(
            "0 connection.close 530 NOT_ALLOWED - channel 2 is above the negotiated channel_max"
                + " (1) 20 10");
  }

  @Test
  void whoPublishesIsToldToWait() {
    AmqpPeer open = AmqpPeer.open(broker);
    broker.accepting(false);
    open.session().due(broker.nowMillis());
    assertThat(open.hear()).as("it has published nothing").isEmpty();
    broker.accepting(true);
    open.give(AmqpPeer.message(1, "", "q", "x"));
    open.session().due(broker.nowMillis());
    assertThat(open.hear()).isEmpty();
    broker.accepting(false);
    open.session().due(broker.nowMillis());
    open.session().due(broker.nowMillis());
    assertThat(open.hear()).containsExactly("0 connection.blocked the broker has no room for more");
    broker.accepting(true);
    open.session().due(broker.nowMillis());
    assertThat(open.hear()).containsExactly("0 connection.unblocked");
  }

  @Test
  void anErrorEndsItWhenItIsHeard() {
    AmqpPeer open = AmqpPeer.open(broker);
    open.send(5, new ChannelMethod.CloseOk());
    assertThat(open.hear()).as("both sides may close at once").isEmpty();
    open.send(5, Methods.queue("q"));
    assertThat(open.hear())
        .containsExactly("0 connection.close 504 CHANNEL_ERROR - expected 'channel.open' 50 10");
    open.send(5, Methods.queue("q"));
    assertThat(open.hear()).as("nothing is heard any more").isEmpty();
    open.send(0, new ConnectionMethod.CloseOk());
    assertThat(open.socket().closedWhy()).isNotNull();
    assertThat(broker.errors()).containsExactly(new AmqpStats.Named("CHANNEL_ERROR", 1));
    assertThat(broker.stats().channels()).isZero();
  }
}
