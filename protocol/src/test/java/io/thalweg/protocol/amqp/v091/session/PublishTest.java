package io.thalweg.protocol.amqp.v091.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.publish.PublishCommand;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.turn.Problem;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.ConfirmMethod;
import io.thalweg.protocol.amqp.v091.method.TxMethod;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages on their way in.
class PublishTest {
  private static final byte[] NOTHING = {};

  private final FakeBroker broker = new FakeBroker();
  private final AmqpPeer peer = AmqpPeer.open(broker);

  @BeforeEach
  void aQueue() {
    peer.ask(Methods.queue("q"));
  }

  private static BasicMethod.Publish to(String exchange, String key) {
    return new BasicMethod.Publish(0, exchange, key, false, false);
  }

  private static BasicMethod.Publish mandatory(String exchange, String key) {
    return new BasicMethod.Publish(0, exchange, key, true, false);
  }

  private static byte[] message(BasicMethod.Publish method, PropertiesBuilder properties) {
    return AmqpPeer.message(1, method, properties.build(), utf8("body"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> publishes(byte[]... messages) {
    peer.give(messages);
    return peer.hear();
  }

  private long commands() {
    return broker.commands(PublishCommand.Publish.class).size();
  }

  private static byte[] plain(String body) {
    return AmqpPeer.message(1, "", "q", body);
  }

  private void confirms() {
    assertThat(peer.ask(new ConfirmMethod.Select(false))).containsExactly("1 confirm.select-ok");
  }

  @Test
  void messagesOfOneReadAreOneCommandAndOneConfirm() {
    confirms();
    assertThat(publishes(plain("a"), plain("b"), plain(""), plain("d")))
        .containsExactly("1 basic.ack 4 true");
    assertThat(commands()).isOne();
    assertThat(publishes(plain("e"))).containsExactly("1 basic.ack 5 false");
    assertThat(broker.queues().published()).containsExactly("/q a", "/q b", "/q ", "/q d", "/q e");
  }

  @Test
  void confirmsCountFromTheSelection() {
    publishes(plain("a"));
    peer.send(1, new ConfirmMethod.Select(true));
    assertThat(publishes(plain("b"))).containsExactly("1 basic.ack 1 false");
  }

  @Test
  void whatAQueueRefusesIsNotConfirmed() {
    confirms();
    broker.next(
        PublishCommand.Publish.class,
        new Published(
            Problem.LIMIT_REACHED,
            List.of(
                Problem.NONE,
                Problem.LIMIT_REACHED,
                Problem.UNROUTED,
                Problem.NONE,
                Problem.TRY_AGAIN,
                Problem.DISK_FULL)));
    assertThat(publishes(plain("1"), plain("2"), plain("3"), plain("4"), plain("5"), plain("6")))
        .containsExactly(
            "1 basic.ack 1 false",
            "1 basic.nack 2 false false",
            "1 basic.ack 4 true",
            "1 basic.nack 6 true false");
  }

  @Test
  void whatIsNotStoredIsTold() {
    broker.next(
        PublishCommand.Publish.class,
        new Published(Problem.LIMIT_REACHED, List.of(Problem.LIMIT_REACHED)));
    assertThat(publishes(plain("1"))).as("as the queue wants it").isEmpty();
    broker.next(
        PublishCommand.Publish.class, new Published(Problem.DISK_FULL, List.of(Problem.DISK_FULL)));
    assertThat(publishes(plain("1")))
        .singleElement()
        .asString()
        .startsWith("1 channel.close 406 PRECONDITION_FAILED - message to exchange ''");
  }

  @Test
  void aMandatoryMessageComesBackBeforeItsConfirm() {
    confirms();
    PropertiesBuilder properties = new PropertiesBuilder().put(Property.TYPE, "t");
    assertThat(
            publishes(
                plain("a"),
                message(mandatory("amq.direct", "none"), properties),
                message(mandatory("", "q"), properties),
                message(to("", "none"), properties)))
        .containsExactly(
            "1 basic.return 312 NO_ROUTE amq.direct none {type=t} 'body'", "1 basic.ack 4 true");
    assertThat(broker.budget().taken()).isZero();
  }

  @Test
  void anExchangeMustBeThere() {
    publishes(AmqpPeer.message(1, "none", "k", "x"), AmqpPeer.message(1, "", "q", "behind"));
    assertThat(publishes(plain("ignored"))).isEmpty();
    assertThat(broker.queues().published()).containsExactly("none/k x", "/q behind");
  }

  @Test
  void anExchangeMustBeThereAndBePublic() {
    assertThat(publishes(AmqpPeer.message(1, "none", "k", "x")))
        .containsExactly("1 channel.close 404 NOT_FOUND - no exchange 'none' in vhost '/' 60 40");
    peer.send(1, new ChannelMethod.CloseOk(), new ChannelMethod.Open(""));
    peer.hear();
    peer.ask(Methods.internal("inner"));
    assertThat(publishes(AmqpPeer.message(1, "inner", "k", "x")))
        .containsExactly(
            "1 channel.close 403 ACCESS_REFUSED - cannot publish to internal exchange 'inner' in"
                + " vhost '/' 60 40");
  }

  @Test
  void immediateIsNot() {
    assertThat(
            publishes(
                AmqpPeer.message(
                    1, new BasicMethod.Publish(0, "", "q", false, true), new byte[2], utf8("x"))))
        .containsExactly("0 connection.close 540 NOT_IMPLEMENTED - immediate=true 60 40");
  }

  @Test
  void priorityAndExpirationAreTheBrokersToo() {
    publishes(
        message(
            to("", "q"),
            new PropertiesBuilder().put(Property.PRIORITY, 7).put(Property.EXPIRATION, "60000")),
        message(to("", "q"), new PropertiesBuilder().put(Property.EXPIRATION, "0")));
    assertThat(broker.queues().published())
        .containsExactly("/q body priority 7 ttl 60000", "/q body ttl 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1.5", " 1", "4294967296", "99999999999999999999"})
  void anExpirationIsANumber(String text) {
    assertThat(
            publishes(
                plain("before"),
                message(to("", "q"), new PropertiesBuilder().put(Property.EXPIRATION, text))))
        .containsExactly(
            "1 channel.close 406 PRECONDITION_FAILED - invalid expiration '"
                + text
                + "': expected a number of milliseconds, at most 4294967295 60 40");
    assertThat(broker.queues().published()).containsExactly("/q before");
  }

  @Test
  void aUserSpeaksForItself() {
    var own = new PropertiesBuilder().put(Property.USER_ID, "guest");
    assertThat(publishes(message(to("", "q"), own))).isEmpty();
    var other = new PropertiesBuilder().put(Property.USER_ID, "ada");
    assertThat(publishes(message(to("", "q"), other)))
        .containsExactly(
            "1 channel.close 406 PRECONDITION_FAILED - user_id property set to 'ada' but"
                + " authenticated user was 'guest' 60 40");
  }

  @Test
  void whoAsksForDirectRepliesMustConsumeThem() {
    var direct = new PropertiesBuilder().put(Property.REPLY_TO, "amq.rabbitmq.reply-to");
    assertThat(publishes(message(to("", "q"), direct)))
        .containsExactly(
            "1 channel.close 406 PRECONDITION_FAILED - fast reply consumer does not exist 60 40");
  }

  private static FieldValue keys(String... keys) {
    return new FieldValue.Array(java.util.Arrays.stream(keys).map(FieldValue::of).toList());
  }

  @Test
  void copiesGoToMoreKeysAndHideSome() {
    peer.ask(Methods.queue("r"));
    FieldTable headers =
        FieldTable.builder()
            .put("CC", keys("a", "r"))
            .put("x", FieldValue.of(1))
            .put("BCC", keys("b"))
            .build();
    publishes(message(to("", "q"), new PropertiesBuilder().headers(headers)));
    assertThat(broker.queues().published()).containsExactly("/q,a,r,b body");
    assertThat(peer.ask(Methods.get("r")))
        .singleElement()
        .asString()
        .contains("basic.get-ok 1 false '' q 0 {headers={CC=Array", "x=Whole")
        .doesNotContain("BCC");
  }

  @Test
  void copiesAreListsOfKeys() {
    for (FieldValue wrong :
        List.of(FieldValue.of("a"), new FieldValue.Array(List.of(FieldValue.of(1))))) {
      AmqpPeer other = AmqpPeer.open(broker);
      var properties = new PropertiesBuilder().headers(Methods.table("CC", wrong));
      other.give(message(to("", "q"), properties));
      assertThat(other.hear())
          .containsExactly(
              "1 channel.close 406 PRECONDITION_FAILED - invalid header 'CC': expected an array of"
                  + " strings 60 40");
    }
  }

  @Test
  void aBodyMayComeInManyFramesAndBetweenOthers() {
    peer.ask(Methods.queue("r"));
    peer.send(2, new ChannelMethod.Open(""));
    byte[] body = utf8("0123456789");
    peer.give(
        AmqpPeer.frame(1, to("", "q")),
        AmqpPeer.message(2, "", "r", "whole"),
        AmqpPeer.header(1, 10, new byte[2]),
        AmqpPeer.frame(2, to("", "r")),
        AmqpPeer.body(1, body, 11),
        AmqpPeer.header(2, 0, new byte[2]));
    assertThat(peer.hear()).containsExactly("2 channel.open-ok 0 bytes");
    assertThat(broker.queues().published()).containsExactly("/r whole", "/q 0123456789", "/r ");
    assertThat(broker.budget().taken()).isZero();
  }

  @Test
  void contentHasAnOrder() {
    byte[][][] wrongs = {
      {AmqpPeer.header(1, 1, new byte[2])},
      {AmqpPeer.body(1, utf8("x"), 100)},
      {AmqpPeer.frame(1, to("", "q")), AmqpPeer.body(1, utf8("x"), 100)},
      {AmqpPeer.frame(1, to("", "q")), AmqpPeer.frame(1, Methods.queue("q"))},
      {AmqpPeer.frame(1, to("", "q")), AmqpPeer.frame(1, to("", "q"))},
      {
        AmqpPeer.frame(1, to("", "q")),
        AmqpPeer.header(1, 2, new byte[2]),
        AmqpPeer.header(1, 2, new byte[2])
      },
      {
        AmqpPeer.frame(1, to("", "q")),
        AmqpPeer.header(1, 2, new byte[2]),
        AmqpPeer.body(1, utf8("x"), 100),
        AmqpPeer.body(1, utf8("xx"), 100)
      },
    };
    for (byte[][] wrong : wrongs) {
      AmqpPeer other = AmqpPeer.open(broker);
      other.give(wrong);
      assertThat(other.hear())
          .singleElement()
          .asString()
          .startsWith("0 connection.close 505 UNEXPECTED_FRAME");
      assertThat(broker.budget().taken()).isZero();
    }
  }

  @Test
  void aMessageHasALargestSize() {
    byte[] large = AmqpPeer.header(1, FakeBroker.MAX_MESSAGE_BYTES + 1, new byte[2]);
    assertThat(publishes(AmqpPeer.frame(1, to("", "q")), large, AmqpPeer.body(1, NOTHING, 100)))
        .containsExactly(
            "1 channel.close 406 PRECONDITION_FAILED - message size 2097153 is larger than"
                + " configured max size 2097152 60 40");
    assertThat(publishes(AmqpPeer.body(1, utf8("ignored"), 100))).isEmpty();
  }

  @Test
  void aLargeMessageComesInParts() {
    confirms();
    byte[] body = new byte[1_300_000];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) ('a' + i % 26);
    }
    assertThat(
            publishes(
                plain("before"),
                AmqpPeer.message(1, to("", "q"), new byte[2], body),
                plain("behind")))
        .containsExactly("1 basic.ack 1 false", "1 basic.ack 2 false", "1 basic.ack 3 false");
    assertThat(broker.queues().published())
        .containsExactly(
            "/q before",
            "/q 491520 bytes FIRST",
            "/q 491520 bytes MIDDLE",
            "/q 316960 bytes LAST",
            "/q behind");
    assertThat(broker.budget().taken()).isZero();
    assertThat(peer.ask(Methods.get("q"), Methods.get("q")))
        .containsExactly(
            "1 basic.get-ok 1 false '' q 2 'before'",
            "1 basic.get-ok 2 false '' q 1 '1300000 bytes'");
  }

  @Test
  void unfinishedMessagesShareABudget() {
    byte[] begin = AmqpPeer.frame(1, to("", "q"));
    byte[] header = AmqpPeer.header(1, FakeBroker.MAX_MESSAGE_BYTES, new byte[2]);
    AmqpPeer second = AmqpPeer.open(broker);
    peer.give(begin, header);
    second.give(begin, header);
    assertThat(second.left()).as("it waits").isEqualTo(header.length);
    assertThat(second.session().reading()).isFalse();
    peer.session().closed();
    assertThat(second.session().reading()).isTrue();
    second.hear();
    assertThat(second.left()).isZero();
    byte[] body = new byte[(int) FakeBroker.MAX_MESSAGE_BYTES];
    second.give(AmqpPeer.body(1, body, AmqpPeer.FRAME_MAX));
    assertThat(second.hear()).isEmpty();
    assertThat(broker.queues().published()).hasSize(5);
    assertThat(broker.budget().taken()).isZero();
  }

  @Test
  void whoTakesTheBudgetMustGoOn() {
    byte[] begin = AmqpPeer.frame(1, to("", "q"));
    byte[] header = AmqpPeer.header(1, FakeBroker.MAX_MESSAGE_BYTES, new byte[2]);
    AmqpPeer second = AmqpPeer.open(broker);
    peer.give(begin, header);
    broker.pass(30_000);
    peer.session().due(broker.nowMillis());
    assertThat(peer.hear()).as("nobody minds").doesNotContain("connection.close");
    second.give(begin, header);
    broker.pass(1);
    peer.session().due(broker.nowMillis());
    assertThat(peer.hear().getLast()).startsWith("0 connection.close 506 RESOURCE_ERROR");
    assertThat(second.session().reading()).isTrue();
  }

  @Test
  void aTransactionWaitsForItsCommit() {
    assertThat(peer.ask(new TxMethod.Select())).containsExactly("1 tx.select-ok");
    assertThat(publishes(plain("a"), message(mandatory("", "none"), new PropertiesBuilder())))
        .isEmpty();
    assertThat(commands()).isZero();
    assertThat(peer.ask(new TxMethod.Commit()))
        .containsExactly("1 basic.return 312 NO_ROUTE '' none 'body'", "1 tx.commit-ok");
    assertThat(broker.queues().published()).containsExactly("/q a", "/none body");
    publishes(plain("b"));
    assertThat(peer.ask(new TxMethod.Rollback(), new TxMethod.Commit()))
        .containsExactly("1 tx.rollback-ok", "1 tx.commit-ok");
    assertThat(broker.queues().published()).hasSize(2);
    assertThat(broker.budget().taken()).isZero();
  }

  @Test
  void aTransactionSettles() {
    publishes(plain("a"), plain("b"), plain("c"));
    peer.ask(new TxMethod.Select());
    peer.ask(Methods.get("q"), Methods.get("q"), Methods.get("q"));
    peer.ask(new BasicMethod.Ack(1, false), new TxMethod.Rollback());
    assertThat(peer.ask(new BasicMethod.Ack(2, true), new BasicMethod.Nack(3, false, true)))
        .isEmpty();
    assertThat(broker.commands(QueueCommand.Settle.class)).isEmpty();
    assertThat(peer.ask(new TxMethod.Commit())).containsExactly("1 tx.commit-ok");
    assertThat(broker.commands(PublishCommand.Publish.class).getLast().then())
        .isEqualTo(
            List.of(
                new QueueCommand.Settle(1, 1, 2, QueueCommand.Outcome.ACCEPT),
                new QueueCommand.Settle(1, 3, 3, QueueCommand.Outcome.FAIL)));
    assertThat(peer.ask(new BasicMethod.Ack(1, false)))
        .singleElement()
        .asString()
        .startsWith("1 channel.close 406 PRECONDITION_FAILED - unknown delivery tag 1");
  }

  @Test
  void aTransactionThatIsRefusedInPartSaysSo() {
    peer.ask(new TxMethod.Select());
    publishes(plain("a"));
    broker.next(
        PublishCommand.Publish.class,
        new Published(Problem.LIMIT_REACHED, List.of(Problem.LIMIT_REACHED)));
    assertThat(peer.ask(new TxMethod.Commit()))
        .containsExactly("1 channel.close 406 PRECONDITION_FAILED - partial tx completion 90 20");
  }

  @Test
  void aTransactionThatSettlesInVainSaysSo() {
    publishes(plain("a"));
    peer.ask(new TxMethod.Select());
    peer.ask(Methods.get("q"));
    peer.ask(new BasicMethod.Ack(1, false));
    broker.next(PublishCommand.Publish.class, new Published(Problem.UNKNOWN_DELIVERY, List.of()));
    assertThat(peer.ask(new TxMethod.Commit()))
        .containsExactly("1 channel.close 406 PRECONDITION_FAILED - partial tx completion 90 20");
  }

  @Test
  void modesExcludeEachOther() {
    assertThat(peer.ask(new TxMethod.Commit()).getFirst())
        .contains("406 PRECONDITION_FAILED - channel is not transactional");
    AmqpPeer confirming = AmqpPeer.open(broker);
    confirming.ask(new ConfirmMethod.Select(false));
    assertThat(confirming.ask(new TxMethod.Select()).getFirst())
        .contains("406 PRECONDITION_FAILED - cannot switch from confirm to tx mode");
    AmqpPeer transacting = AmqpPeer.open(broker);
    transacting.ask(new TxMethod.Select());
    assertThat(transacting.ask(new ConfirmMethod.Select(false)).getFirst())
        .contains("406 PRECONDITION_FAILED - cannot switch from tx to confirm mode");
  }

  @Test
  void publishesAreHandedOverBeforeWhatFollows() {
    publishes(plain("a"));
    peer.ask(Methods.get("q"));
    peer.give(
        AmqpPeer.frame(1, new BasicMethod.Ack(1, false)),
        plain("answer"),
        AmqpPeer.frame(1, Methods.queue("r")));
    peer.hear();
    assertThat(broker.commands().stream().map(each -> each.getClass().getSimpleName()).toList())
        .endsWith("Publish", "Settle", "Declare");
  }
}
