package io.thalweg.protocol.amqp.v091.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.amqp.v091.method.AccessMethod;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.ConfirmMethod;
import io.thalweg.protocol.amqp.v091.method.ExchangeMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.method.QueueMethod;
import io.thalweg.protocol.amqp.v091.method.TxMethod;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What methods of channels are answered, right ones and wrong ones.
class ChannelTest {
  private static final FieldTable NONE = FieldTable.EMPTY;

  private final FakeBroker broker = new FakeBroker();
  private final AmqpPeer peer = AmqpPeer.open(broker);

  /// The channel is closed with this; it may be opened again then.
  private void closes(String expected, Method... methods) {
    assertThat(peer.ask(methods)).containsExactly("1 channel.close " + expected);
    peer.send(1, new ChannelMethod.CloseOk());
    assertThat(peer.ask(new ChannelMethod.Open(""))).containsExactly("1 channel.open-ok 0 bytes");
  }

  /// The connection is closed with this.
  private void ends(String expected, Method... methods) {
    assertThat(peer.ask(methods)).containsExactly("0 connection.close " + expected);
  }

  @Test
  void channelsOpenAndClose() {
    assertThat(peer.ask(new ChannelMethod.Flow(true))).containsExactly("1 channel.flow-ok true");
    assertThat(peer.ask(new ChannelMethod.Close(200, "", 0, 0)))
        .containsExactly("1 channel.close-ok");
    assertThat(broker.stats().channels()).isZero();
    peer.send(1, new ChannelMethod.Open(""));
    peer.send(1, new ChannelMethod.Close(200, "", 0, 0), new ChannelMethod.Open(""));
    assertThat(peer.hear())
        .as("without waiting")
        .containsExactly(
            "1 channel.open-ok 0 bytes", "1 channel.close-ok", "1 channel.open-ok 0 bytes");
    assertThat(broker.commands(QueueCommand.Close.class).stream().map(each -> each.session()))
        .as("no two channels have the same number")
        .containsExactly(1, 2);
    assertThat(peer.ask(new AccessMethod.Request("/", false, true, true, true, true)))
        .containsExactly("1 access.request-ok 1");
  }

  @Test
  void aChannelOpensOnce() {
    ends("504 CHANNEL_ERROR - second 'channel.open' seen 20 10", new ChannelMethod.Open(""));
  }

  @Test
  void flowIsNotStopped() {
    ends("540 NOT_IMPLEMENTED - active=false 20 20", new ChannelMethod.Flow(false));
  }

  @Test
  void methodsOfBrokersAreNotForClients() {
    for (Method each :
        List.of(
            new ChannelMethod.OpenOk(Opaque.EMPTY),
            new QueueMethod.BindOk(),
            new ExchangeMethod.DeclareOk(),
            new BasicMethod.GetEmpty(""),
            new TxMethod.CommitOk(),
            new ConfirmMethod.SelectOk(),
            new AccessMethod.RequestOk(1),
            new ChannelMethod.CloseOk())) {
      AmqpPeer other = AmqpPeer.open(broker);
      assertThat(other.ask(each))
          .singleElement()
          .asString()
          .startsWith("0 connection.close 503 COMMAND_INVALID");
    }
  }

  @Test
  void aFailedChannelHearsNothingUntilItIsClosed() {
    peer.send(1, Methods.passive("none"));
    peer.send(1, Methods.queue("later"));
    assertThat(peer.hear())
        .containsExactly("1 channel.close 404 NOT_FOUND - no queue 'none' in vhost '/' 50 10");
    peer.give(AmqpPeer.message(1, "", "later", "ignored"));
    assertThat(peer.ask(Methods.queue("q"), new ChannelMethod.Open(""))).isEmpty();
    assertThat(broker.queues().published()).isEmpty();
    assertThat(peer.ask(new ChannelMethod.Close(200, "", 0, 0)))
        .as("both sides close at once")
        .containsExactly("1 channel.close-ok");
    peer.send(1, new ChannelMethod.CloseOk());
    assertThat(peer.ask(new ChannelMethod.Open(""))).containsExactly("1 channel.open-ok 0 bytes");
    assertThat(broker.errors()).containsExactly(new AmqpStats.Named("NOT_FOUND", 1));
  }

  @Test
  void answersKeepTheirOrderAroundAnError() {
    peer.send(1, Methods.queue("a"), Methods.queue("b"), new BasicMethod.Ack(9, false));
    peer.send(1, new ChannelMethod.Close(200, "", 0, 0));
    assertThat(peer.hear())
        .containsExactly(
            "1 queue.declare-ok a 0 0",
            "1 queue.declare-ok b 0 0",
            "1 channel.close 406 PRECONDITION_FAILED - unknown delivery tag 9 60 80",
            "1 channel.close-ok");
  }

  @Test
  void exchangesAreDeclaredBoundAndDeleted() {
    assertThat(peer.ask(Methods.exchange("x", "topic"), Methods.exchange("y", "fanout")))
        .containsExactly("1 exchange.declare-ok", "1 exchange.declare-ok");
    assertThat(peer.ask(new ExchangeMethod.Bind(0, "y", "x", "#", false, NONE)))
        .containsExactly("1 exchange.bind-ok");
    assertThat(peer.ask(new ExchangeMethod.Unbind(0, "y", "x", "#", false, NONE)))
        .containsExactly("1 exchange.unbind-ok");
    assertThat(peer.ask(new ExchangeMethod.Delete(0, "x", false, false)))
        .containsExactly("1 exchange.delete-ok");
    peer.send(
        1, new ExchangeMethod.Declare(0, "z", "direct", false, true, false, false, true, NONE));
    peer.send(1, new ExchangeMethod.Bind(0, "z", "y", "", true, NONE));
    peer.send(1, new ExchangeMethod.Unbind(0, "z", "y", "", true, NONE));
    peer.send(1, new ExchangeMethod.Delete(0, "z", false, true));
    assertThat(peer.hear()).as("nowait").isEmpty();
    assertThat(
            peer.ask(
                new ExchangeMethod.Declare(
                    0, "amq.direct", "", true, false, false, false, false, NONE)))
        .containsExactly("1 exchange.declare-ok");
  }

  @Test
  void wrongExchangesAreRefused() {
    String at = " in vhost '/'";
    closes(
        "404 NOT_FOUND - no exchange 'x'" + at + " 40 10",
        new ExchangeMethod.Declare(0, "x", "", true, false, false, false, false, NONE));
    closes(
        "403 ACCESS_REFUSED - operation not permitted on the default exchange 40 10",
        Methods.exchange("", "direct"));
    closes(
        "403 ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*' 40 10",
        Methods.exchange("amq.mine", "direct"));
    peer.ask(Methods.exchange("x", "direct"));
    closes(
        "406 PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'x'"
            + at
            + ": received 'topic' but current is 'direct' 40 10",
        Methods.exchange("x", "topic"));
    closes(
        "406 PRECONDITION_FAILED - inequivalent arg 'durable' for exchange 'x'"
            + at
            + ": received 'false' but current is 'true' 40 10",
        new ExchangeMethod.Declare(0, "x", "direct", false, false, false, false, false, NONE));
    closes(
        "406 PRECONDITION_FAILED - invalid arg 'alternate-exchange' for exchange 'x'"
            + at
            + ": expected a string 40 10",
        Methods.exchange("x", "direct", Methods.table("alternate-exchange", FieldValue.of(1))));
    broker.next(ExchangeCommand.Delete.class, new Reply.Done(Problem.IN_USE));
    closes(
        "406 PRECONDITION_FAILED - exchange 'x'" + at + " in use 40 20",
        new ExchangeMethod.Delete(0, "x", true, false));
    closes(
        "403 ACCESS_REFUSED - deletion of system exchange 'amq.direct'" + at + " not allowed 40 20",
        new ExchangeMethod.Delete(0, "amq.direct", false, false));
    closes(
        "403 ACCESS_REFUSED - operation not permitted on the default exchange 40 20",
        new ExchangeMethod.Delete(0, "", false, false));
    closes(
        "404 NOT_FOUND - no exchange 'none'" + at + " 40 30",
        new ExchangeMethod.Bind(0, "x", "none", "", false, NONE));
    closes(
        "404 NOT_FOUND - no exchange 'none'" + at + " 40 30",
        new ExchangeMethod.Bind(0, "none", "x", "", false, NONE));
    closes(
        "403 ACCESS_REFUSED - operation not permitted on the default exchange 40 30",
        new ExchangeMethod.Bind(0, "x", "", "", false, NONE));
    ends(
        "503 COMMAND_INVALID - unknown exchange type 'x-random' 40 10",
        Methods.exchange("r", "x-random"));
  }

  @Test
  void queuesAreDeclaredBoundPurgedAndDeleted() {
    assertThat(peer.ask(Methods.queue("q"), Methods.passive("q"), Methods.passive("")))
        .containsExactly(
            "1 queue.declare-ok q 0 0", "1 queue.declare-ok q 0 0", "1 queue.declare-ok q 0 0");
    assertThat(peer.ask(Methods.bind("", "amq.direct", "")))
        .as("the last queue, by its name")
        .containsExactly("1 queue.bind-ok");
    peer.give(AmqpPeer.message(1, "amq.direct", "q", "x"));
    assertThat(peer.ask(Methods.passive("q"))).containsExactly("1 queue.declare-ok q 1 0");
    assertThat(peer.ask(new QueueMethod.Unbind(0, "q", "amq.direct", "q", NONE)))
        .containsExactly("1 queue.unbind-ok");
    assertThat(peer.ask(new QueueMethod.Purge(0, "", false))).containsExactly("1 queue.purge-ok 1");
    assertThat(peer.ask(new QueueMethod.Delete(0, "q", true, true, false)))
        .containsExactly("1 queue.delete-ok 0");
    assertThat(peer.ask(new QueueMethod.Delete(0, "q", false, false, false)))
        .as("one that is not there is none's problem")
        .containsExactly("1 queue.delete-ok 0");
    peer.send(1, new QueueMethod.Declare(0, "n", false, true, false, false, true, NONE));
    peer.send(1, new QueueMethod.Bind(0, "n", "amq.direct", "", true, NONE));
    peer.send(1, new QueueMethod.Purge(0, "n", true));
    peer.send(1, new QueueMethod.Delete(0, "n", false, false, true));
    assertThat(peer.hear()).as("nowait").isEmpty();
  }

  @Test
  void aQueueMayBeNamedByTheBroker() {
    String first = peer.ask(Methods.exclusive("")).getFirst();
    String second = peer.ask(Methods.exclusive("")).getFirst();
    assertThat(first).matches("1 queue.declare-ok amq\\.gen-[\\w-]{22} 0 0").isNotEqualTo(second);
  }

  @Test
  void wrongQueuesAreRefused() {
    String q = "queue 'q' in vhost '/'";
    closes("404 NOT_FOUND - no previously declared queue 50 10", Methods.passive(""));
    closes("404 NOT_FOUND - no " + q + " 50 10", Methods.passive("q"));
    closes("404 NOT_FOUND - no " + q + " 50 20", Methods.bind("q", "amq.direct", ""));
    closes("404 NOT_FOUND - no " + q + " 50 30", new QueueMethod.Purge(0, "q", false));
    closes(
        "403 ACCESS_REFUSED - queue name 'amq.q' contains reserved prefix 'amq.*' 50 10",
        Methods.queue("amq.q"));
    peer.ask(Methods.queue("q"));
    closes(
        "406 PRECONDITION_FAILED - inequivalent arg 'durable' for "
            + q
            + ": received 'false' but current is 'true' 50 10",
        Methods.exclusive("q"));
    closes(
        "406 PRECONDITION_FAILED - inequivalent arg 'x-max-length' for "
            + q
            + ": received '1' but current is none 50 10",
        Methods.queue("q", Methods.table("x-max-length", FieldValue.of(1))));
    closes(
        "406 PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for "
            + q
            + ": received 'quorum' but current is 'classic' 50 10",
        Methods.queue("q", Methods.table("x-queue-type", FieldValue.of("quorum"))));
    closes(
        "406 PRECONDITION_FAILED - inequivalent arg 'x-delivery-limit' for "
            + q
            + ": received '0' but current is none 50 10",
        Methods.queue("q", Methods.table("x-delivery-limit", FieldValue.of(0))));
    closes("404 NOT_FOUND - no exchange 'none' in vhost '/' 50 20", Methods.bind("q", "none", ""));
    closes(
        "403 ACCESS_REFUSED - operation not permitted on the default exchange 50 20",
        Methods.bind("q", "", ""));
    closes(
        "406 PRECONDITION_FAILED - invalid x-match field value, expected all, any, all-with-x or"
            + " any-with-x 50 20",
        new QueueMethod.Bind(
            0, "q", "amq.headers", "", false, Methods.table("x-match", FieldValue.of("some"))));
    peer.give(AmqpPeer.message(1, "", "q", "x"));
    closes(
        "406 PRECONDITION_FAILED - " + q + " not empty 50 40",
        new QueueMethod.Delete(0, "q", false, true, false));
    AmqpPeer other = AmqpPeer.open(broker);
    other.ask(Methods.consume("q", "c"));
    closes(
        "406 PRECONDITION_FAILED - " + q + " in use 50 40",
        new QueueMethod.Delete(0, "q", true, false, false));
  }

  @Test
  void aQueueIsItsConnectionsAlone() {
    peer.ask(Methods.exclusive("mine"));
    String locked =
        "405 RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'mine' in vhost '/'.";
    AmqpPeer other = AmqpPeer.open(broker);
    for (Method each :
        List.of(
            Methods.passive("mine"),
            Methods.queue("mine"),
            Methods.consume("mine", ""),
            Methods.get("mine"),
            new QueueMethod.Purge(0, "mine", false))) {
      assertThat(other.ask(each))
          .singleElement()
          .asString()
          .startsWith("1 channel.close " + locked);
      other.send(1, new ChannelMethod.CloseOk(), new ChannelMethod.Open(""));
      other.hear();
    }
    peer.session().closed();
    assertThat(other.ask(Methods.exclusive("mine"))).containsExactly("1 queue.declare-ok mine 0 0");
  }

  @ParameterizedTest
  @CsvSource({
    "x-message-ttl, text, expected a whole number",
    "x-message-ttl, -1, 'expected a number of 0 to 4294967295, but it is -1'",
    "x-expires, 0, 'expected a number of 1 to 4294967295, but it is 0'",
    "x-max-length, text, expected a whole number",
    "x-max-length-bytes, -2, 'expected a number of 0 to 9223372036854775807, but it is -2'",
    "x-max-priority, 256, 'expected a number of 0 to 255, but it is 256'",
    "x-dead-letter-exchange, 1, expected a string",
    "x-dead-letter-routing-key, text, expected x-dead-letter-exchange with it",
    "x-overflow, sometimes, 'expected one of [drop-head, reject-publish, reject-publish-dlx], but"
        + " it is ''sometimes'''",
    "x-queue-type, other, 'expected one of [classic, quorum, stream], but it is ''other'''",
    "x-single-active-consumer, text, expected a boolean",
    "x-delivery-limit, text, expected a whole number",
    "x-delivery-limit, -2, 'expected a number of -1 to 2147483646, but it is -2'",
    "x-queue-mode, eager, 'expected one of [default, lazy], but it is ''eager'''",
    "x-order, both, 'expected one of [none, key], but it is ''both'''",
  })
  void argumentsHaveTypes(String name, String value, String expected) {
    boolean number = value.matches("-?\\d+");
    FieldValue field = number ? FieldValue.of(Long.parseLong(value)) : FieldValue.of(value);
    closes(
        "406 PRECONDITION_FAILED - invalid arg '"
            + name
            + "' for queue 'q' in vhost '/': "
            + expected
            + " 50 10",
        Methods.queue("q", Methods.table(name, field)));
  }

  @Test
  void argumentsAreSettings() {
    FieldTable arguments =
        FieldTable.builder()
            .put("x-message-ttl", new FieldValue.Whole(FieldValue.Width.INT32, 1000))
            .put("x-expires", FieldValue.of(5000))
            .put("x-max-length", FieldValue.of(10))
            .put("x-max-length-bytes", FieldValue.of(11))
            .put("x-overflow", FieldValue.of("reject-publish-dlx"))
            .put("x-dead-letter-exchange", FieldValue.of(""))
            .put("x-dead-letter-routing-key", FieldValue.of("dead"))
            .put("x-dead-letter-strategy", FieldValue.of("at-least-once"))
            .put("x-delivery-limit", FieldValue.of(3))
            .put("x-single-active-consumer", FieldValue.of(true))
            .put("x-order", FieldValue.of("key"))
            .put("x-order-key", FieldValue.of("tenant"))
            .put("x-order-window", FieldValue.of(7))
            .put("x-retry-delay", FieldValue.of(100))
            .put("x-unknown", FieldValue.of("kept"))
            .build();
    peer.ask(Methods.queue("q", arguments));
    QueueSettings settings = broker.commands(QueueCommand.Declare.class).getFirst().settings();
    assertThat(settings.lifetime()).isEqualTo(new QueueSettings.Lifetime(true, false, false, 5000));
    assertThat(settings.limits())
        .isEqualTo(
            new QueueSettings.Limits(
                1000, 0, 10, 11, QueueSettings.Overflow.REJECT_AND_DEAD_LETTER));
    assertThat(settings.failure())
        .isEqualTo(
            new QueueSettings.Failing(
                4, "", "dead", true, new QueueSettings.Backoff(100, 1, 0xffff_ffffL, 0)));
    assertThat(settings.delivery())
        .isEqualTo(new QueueSettings.Delivering(QueueSettings.Order.KEY, "tenant", 7, true, 1));
    assertThat(settings.arguments().length()).isEqualTo(arguments.bytes());
    peer.ask(Methods.queue("p", Methods.table("x-max-priority", FieldValue.of(9))));
    assertThat(
            broker
                .commands(QueueCommand.Declare.class)
                .getLast()
                .settings()
                .delivery()
                .priorities())
        .isEqualTo(10);
  }

  @Test
  void someArgumentsExcludeOthers() {
    closes(
        "406 PRECONDITION_FAILED - invalid property 'exclusive' for queue 'q' in vhost '/' 50 10",
        new QueueMethod.Declare(
            0,
            "q",
            false,
            true,
            true,
            false,
            false,
            Methods.table("x-queue-type", FieldValue.of("quorum"))));
    closes(
        "406 PRECONDITION_FAILED - invalid arg 'x-max-priority' for queue 'q' in vhost '/':"
            + " expected none together with x-topic or x-order 50 10",
        Methods.queue(
            "q",
            FieldTable.builder()
                .put("x-max-priority", FieldValue.of(1))
                .put("x-topic", FieldValue.of("orders"))
                .build()));
  }

  @Test
  void problemsOfTheCoreAreErrors() {
    String q = "queue 'q' in vhost '/'";
    for (String[] each :
        new String[][] {
          {"LIMIT_REACHED", "406 PRECONDITION_FAILED - " + q + " exceeds a limit of the broker"},
          {"DISK_FULL", "406 PRECONDITION_FAILED - " + q + ": the disk is full"},
          {"TRY_AGAIN", "406 PRECONDITION_FAILED - " + q + ": not now, try again"},
          {"INVALID_NAME", "406 PRECONDITION_FAILED - invalid name of " + q},
          {"INVALID_SETTING", "406 PRECONDITION_FAILED - " + q + ": INVALID_SETTING"},
        }) {
      broker.next(
          QueueCommand.Declare.class,
          new QueueCommand.QueueIs(Problem.valueOf(each[0]), null, 0, 0));
      closes(each[1] + " 50 10", Methods.queue("q"));
    }
  }

  @Test
  void permissionsAreHeldTo() {
    broker.user("ada", "^c", "^w", "^r");
    AmqpPeer ada = AmqpPeer.open(broker, "ada");
    String refused = " in vhost '/' refused for user 'ada'";
    Method dead = Methods.queue("c", Methods.table("x-dead-letter-exchange", FieldValue.of("w")));
    Method alternate =
        Methods.exchange("c", "direct", Methods.table("alternate-exchange", FieldValue.of("x")));
    Object[][] cases = {
      {Methods.queue("q"), "configure access to queue 'q'"},
      {dead, "read access to queue 'c'"},
      {new QueueMethod.Delete(0, "q", false, false, false), "configure access to queue 'q'"},
      {new QueueMethod.Purge(0, "q", false), "read access to queue 'q'"},
      {Methods.bind("q", "r", ""), "write access to queue 'q'"},
      {Methods.bind("w", "x", ""), "read access to exchange 'x'"},
      {new QueueMethod.Unbind(0, "w", "x", "", NONE), "read access to exchange 'x'"},
      {Methods.exchange("x", "direct"), "configure access to exchange 'x'"},
      {alternate, "read access to exchange 'c'"},
      {new ExchangeMethod.Delete(0, "x", false, false), "configure access to exchange 'x'"},
      {new ExchangeMethod.Bind(0, "x", "r", "", false, NONE), "write access to exchange 'x'"},
      {new ExchangeMethod.Bind(0, "w", "x", "", false, NONE), "read access to exchange 'x'"},
      {Methods.consume("q", ""), "read access to queue 'q'"},
      {Methods.get("q"), "read access to queue 'q'"},
    };
    for (Object[] each : cases) {
      assertThat(ada.ask((Method) each[0]))
          .singleElement()
          .asString()
          .startsWith("1 channel.close 403 ACCESS_REFUSED - " + each[1] + refused);
      ada.send(1, new ChannelMethod.CloseOk(), new ChannelMethod.Open(""));
      ada.hear();
    }
    ada.give(AmqpPeer.message(1, "", "q", "x"));
    assertThat(ada.hear())
        .as("the default exchange has a name there")
        .containsExactly(
            "1 channel.close 403 ACCESS_REFUSED - write access to exchange ''"
                + refused
                + " 60 40");
    ada.send(1, new ChannelMethod.CloseOk(), new ChannelMethod.Open(""));
    assertThat(ada.ask(Methods.queue("c"))).contains("1 queue.declare-ok c 0 0");
    broker.forbid("ada");
    assertThat(ada.ask(Methods.queue("c")).toString()).contains("403");
  }
}
