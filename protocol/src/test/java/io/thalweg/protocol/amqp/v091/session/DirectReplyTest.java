package io.thalweg.protocol.amqp.v091.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.protocol.amqp.v091.method.BasicMethod;
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

/// Replies that go to who asked, without a queue.
class DirectReplyTest {
  private static final String PSEUDO = "amq.rabbitmq.reply-to";
  private static final String ON_CHANNEL = "1 channel.close 406 PRECONDITION_FAILED - ";

  private final FakeBroker broker = new FakeBroker();
  private final AmqpPeer client = AmqpPeer.open(broker);
  private final AmqpPeer server = AmqpPeer.open(broker);

  @BeforeEach
  void aQueueOfRequests() {
    server.ask(Methods.queue("rpc"), Methods.consumeUnsettled("rpc", "s"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] request(PropertiesBuilder more, String body) {
    return AmqpPeer.message(
        1,
        new BasicMethod.Publish(0, "", "rpc", false, false),
        more.put(Property.REPLY_TO, PSEUDO).build(),
        utf8(body));
  }

  private static byte[] reply(String to, boolean mandatory, String body) {
    return AmqpPeer.message(
        1, new BasicMethod.Publish(0, "", to, mandatory, false), new byte[2], utf8(body));
  }

  /// Asks, and returns where the reply is to go.
  private String asked() {
    client.give(request(new PropertiesBuilder(), "?"));
    assertThat(client.hear()).isEmpty();
    String heard = server.hear().getFirst();
    assertThat(heard).startsWith("1 basic.deliver s").endsWith("'?'");
    return heard.replaceAll(".*reply_to=([^ }]*).*", "$1");
  }

  private String waiting() {
    assertThat(client.ask(Methods.consumeUnsettled(PSEUDO, "c")))
        .containsExactly("1 basic.consume-ok c");
    return asked();
  }

  @Test
  void aReplyGoesToWhoAsked() {
    String to = waiting();
    assertThat(to).matches("amq\\.rabbitmq\\.reply-to\\.[\\w-]{22}");
    server.ask(new ConfirmMethod.Select(false));
    server.give(reply(to, true, "!"));
    assertThat(server.hear()).containsExactly("1 basic.ack 1 false");
    assertThat(client.hear()).containsExactly("1 basic.deliver c 1 false '' " + to + " '!'");
    assertThat(broker.queues().published()).containsExactly("/rpc ?");
    server.give(reply(to, false, ""), reply(to, false, "again"));
    assertThat(server.hear()).containsExactly("1 basic.ack 2 false", "1 basic.ack 3 false");
    assertThat(client.hear())
        .containsExactly(
            "1 basic.deliver c 2 false '' " + to + " ''",
            "1 basic.deliver c 3 false '' " + to + " 'again'");
  }

  @Test
  void aLargeReplyComesWhole() {
    String to = waiting();
    byte[] body = new byte[1_500_000];
    server.give(
        AmqpPeer.frame(1, new BasicMethod.Publish(0, "", to, false, false)),
        AmqpPeer.header(1, body.length, new byte[2]),
        AmqpPeer.body(1, body, AmqpPeer.FRAME_MAX));
    assertThat(server.hear()).isEmpty();
    assertThat(client.hear())
        .containsExactly("1 basic.deliver c 1 false '' " + to + " '1500000 bytes'");
  }

  @Test
  void aReplyInATransactionLeavesAtItsCommit() {
    String to = waiting();
    server.ask(new TxMethod.Select());
    server.give(reply(to, false, "!"));
    server.hear();
    assertThat(client.hear()).isEmpty();
    assertThat(server.ask(new TxMethod.Commit())).containsExactly("1 tx.commit-ok");
    assertThat(client.hear()).hasSize(1);
  }

  @Test
  void otherPropertiesStayAsTheyCame() {
    client.ask(Methods.consumeUnsettled(PSEUDO, "c"));
    FieldValue hidden = new FieldValue.Array(List.of(FieldValue.of("nobody")));
    FieldTable headers =
        FieldTable.builder().put("n", FieldValue.of("1")).put("BCC", hidden).build();
    client.give(
        request(new PropertiesBuilder().put(Property.CORRELATION_ID, "7").headers(headers), "?"));
    client.hear();
    assertThat(server.hear().getFirst())
        .contains("headers={n=1}", "correlation_id=7", "reply_to=" + PSEUDO + ".");
  }

  @Test
  void aReplyToNobodyIsReturnedIfItMust() {
    String to = waiting();
    assertThat(client.ask(new BasicMethod.Cancel("c", false)))
        .containsExactly("1 basic.cancel-ok c");
    server.give(reply(to, false, "lost"));
    assertThat(server.hear()).isEmpty();
    server.give(reply(to, true, "back"));
    assertThat(server.hear()).containsExactly("1 basic.return 312 NO_ROUTE '' " + to + " 'back'");
    assertThat(client.hear()).isEmpty();
    client.give(request(new PropertiesBuilder(), "?"));
    assertThat(client.hear())
        .containsExactly(ON_CHANNEL + "fast reply consumer does not exist 60 40");
  }

  @Test
  void aDeclarationAsksWhetherSomebodyWaits() {
    assertThat(server.ask(Methods.passive(PSEUDO)))
        .containsExactly("1 queue.declare-ok " + PSEUDO + " 0 1");
    String to = waiting();
    String ok = "1 queue.declare-ok " + to + " 0 1";
    assertThat(server.ask(Methods.passive(to))).containsExactly(ok);
    assertThat(server.ask(Methods.queue(to))).containsExactly(ok);
    client.ask(new BasicMethod.Cancel("c", false));
    assertThat(server.ask(Methods.passive(to)))
        .containsExactly(
            "1 channel.close 404 NOT_FOUND - no queue '" + to + "' in vhost '/' 50 10");
  }

  @Test
  void whoConsumesRepliesSettlesNoneAndIsTheOnlyOne() {
    assertThat(client.ask(Methods.consume(PSEUDO, "c")))
        .containsExactly(ON_CHANNEL + "reply consumer cannot acknowledge 60 20");
    assertThat(server.ask(Methods.consumeUnsettled(PSEUDO, "a")))
        .containsExactly("1 basic.consume-ok a");
    assertThat(server.ask(Methods.consumeUnsettled(PSEUDO, "b")))
        .containsExactly(ON_CHANNEL + "reply consumer already set 60 20");
    AmqpPeer third = AmqpPeer.open(broker);
    assertThat(third.ask(Methods.get(PSEUDO)))
        .containsExactly(
            "1 channel.close 404 NOT_FOUND - no queue '" + PSEUDO + "' in vhost '/' 60 70");
  }
}
