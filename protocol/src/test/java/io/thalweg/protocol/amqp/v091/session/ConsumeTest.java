package io.thalweg.protocol.amqp.v091.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.core.queue.Note;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.queue.Start;
import io.thalweg.core.turn.Problem;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.method.QueueMethod;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Messages on their way out, and what becomes of them.
class ConsumeTest {
  private final FakeBroker broker = new FakeBroker();
  private final AmqpPeer peer = AmqpPeer.open(broker);

  @BeforeEach
  void aQueue() {
    peer.ask(Methods.queue("q"));
  }

  private void publish(String... bodies) {
    for (String each : bodies) {
      peer.give(AmqpPeer.message(1, "", "q", each));
    }
    peer.hear();
  }

  private List<Settle> settled() {
    return broker.commands(Settle.class);
  }

  @Test
  void aConsumerGetsWhatComes() {
    publish("a");
    assertThat(peer.ask(Methods.consume("q", "c")))
        .containsExactly("1 basic.consume-ok c", "1 basic.deliver c 1 false '' q 'a'");
    peer.give(AmqpPeer.message(1, "", "q", "b"));
    assertThat(peer.hear()).containsExactly("1 basic.deliver c 2 false '' q 'b'");
    assertThat(peer.ask(Methods.passive("q"))).containsExactly("1 queue.declare-ok q 0 1");
    assertThat(peer.ask(new BasicMethod.Cancel("c", false))).containsExactly("1 basic.cancel-ok c");
    peer.give(AmqpPeer.message(1, "", "q", "c"));
    assertThat(peer.hear()).isEmpty();
    assertThat(peer.ask(new BasicMethod.Cancel("c", false)))
        .as("one that is none")
        .containsExactly("1 basic.cancel-ok c");
    assertThat(peer.ask(new BasicMethod.Cancel("c", true))).isEmpty();
  }

  @Test
  void propertiesGoThroughAsTheyCame() {
    byte[] properties =
        new PropertiesBuilder()
            .put(Property.CONTENT_TYPE, "text/plain")
            .put(Property.DELIVERY_MODE, 2)
            .headers(
                FieldTable.builder()
                    .put("n", new FieldValue.Whole(FieldValue.Width.INT8, 1))
                    .put("t", FieldValue.of("ä"))
                    .build())
            .put(Property.EXPIRATION, "60000")
            .timestamp(5)
            .build();
    peer.ask(Methods.bind("q", "amq.direct", "kö"));
    peer.give(
        AmqpPeer.message(
            1,
            new BasicMethod.Publish(0, "amq.direct", "kö", false, false),
            properties,
            new byte[] {'x'}));
    assertThat(peer.ask(Methods.get("q")))
        .containsExactly(
            "1 basic.get-ok 1 false amq.direct kö 0 {content_type=text/plain"
                + " headers={n=Whole[width=INT8, value=1], t=ä} delivery_mode=2 expiration=60000"
                + " timestamp=5} 'x'");
  }

  @Test
  void consumersAreNamedByTheBrokerOrOnce() {
    String named = peer.ask(Methods.consume("q", "")).getFirst();
    assertThat(named).matches("1 basic.consume-ok amq\\.ctag-[\\w-]{22}");
    String quiet = "quiet";
    assertThat(
            peer.ask(
                new BasicMethod.Consume(
                    0, "q", quiet, false, false, false, true, FieldTable.EMPTY)))
        .isEmpty();
    assertThat(peer.ask(Methods.consume("q", quiet)))
        .containsExactly(
            "0 connection.close 530 NOT_ALLOWED - attempt to reuse consumer tag 'quiet' 60 20");
  }

  @Test
  void whatIsUnsettledForTooLongEndsItsChannel() {
    publish("a");
    peer.ask(Methods.consume("q", "c"));
    broker.queues().overdue();
    assertThat(peer.hear())
        .containsExactly(
            "1 channel.close 406 PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed"
                + " out. Timeout value used: 1800000 ms. This timeout value can be configured, see"
                + " consumers doc guide to learn more 0 0");
    assertThat(broker.queues().ready()).containsEntry("q", 1);
  }

  @Test
  void howLongDeliveriesMayBeUnsettledIsPassedOn() {
    peer.ask(Methods.queue("r", Methods.table("x-consumer-timeout", FieldValue.of(5_000L))));
    assertThat(broker.commands(QueueCommand.Declare.class).getLast().settings().delivery())
        .extracting("unsettledMillis")
        .isEqualTo(5_000L);
    peer.ask(Methods.get("r"));
    assertThat(broker.commands(QueueCommand.Get.class).getLast().deadline())
        .isEqualTo(QueueCommand.Deadline.told(FakeBroker.ACKNOWLEDGE_MILLIS));
    assertThat(peer.ask(Methods.queue("s", Methods.table("x-consumer-timeout", FieldValue.of("")))))
        .containsExactly(
            "1 channel.close 406 PRECONDITION_FAILED - invalid arg 'x-consumer-timeout' for queue"
                + " 's' in vhost '/': expected a whole number 50 10");
  }

  private static BasicMethod.Consume read(FieldTable arguments) {
    return new BasicMethod.Consume(0, "q", "s", false, false, false, false, arguments);
  }

  @Test
  void placesInStreamsArePassedOn() {
    Object[][] places = {
      {FieldValue.of("first"), new Start(Start.Kind.FIRST, 0, -1)},
      {FieldValue.of("last"), new Start(Start.Kind.LAST, 0, -1)},
      {FieldValue.of("next"), new Start(Start.Kind.NEXT, 0, -1)},
      {FieldValue.of(7L), new Start(Start.Kind.OFFSET, 7, -1)},
      {new FieldValue.Timestamp(9), new Start(Start.Kind.TIME, 9_000, -1)},
      {FieldValue.of("2h"), new Start(Start.Kind.AGE, 7_200_000, -1)},
    };
    for (Object[] each : places) {
      AmqpPeer reader = AmqpPeer.open(broker);
      reader.ask(read(Methods.table("x-stream-offset", (FieldValue) each[0])));
      assertThat(broker.commands(QueueCommand.Consume.class).getLast().start()).isEqualTo(each[1]);
    }
    AmqpPeer reader = AmqpPeer.open(broker);
    reader.ask(read(Methods.table("x-partition", FieldValue.of(3L))));
    assertThat(broker.commands(QueueCommand.Consume.class).getLast().start())
        .isEqualTo(new Start(Start.Kind.NEXT, 0, 3));
    for (FieldValue wrong :
        List.of(FieldValue.of("soon"), FieldValue.of(-1L), FieldValue.of("1w"))) {
      AmqpPeer other = AmqpPeer.open(broker);
      assertThat(other.ask(read(Methods.table("x-stream-offset", wrong))).getFirst())
          .startsWith(
              "1 channel.close 406 PRECONDITION_FAILED - invalid arg 'x-stream-offset' for queue"
                  + " 'q' in vhost '/': ");
    }
  }

  @Test
  void deliveriesOfAStreamSayWhereTheyLie() {
    publish("a");
    assertThat(peer.ask(read(Methods.table("x-stream-offset", FieldValue.of("first")))))
        .containsExactly(
            "1 basic.consume-ok s",
            "1 basic.deliver s 1 false '' q {headers={x-stream-offset=Whole[width=INT64,"
                + " value=41], x-partition=Whole[width=INT64, value=0]}} 'a'");
  }

  @Test
  void whatDoesNotSuitAStreamIsRefused() {
    String queue = "queue 'q' in vhost '/'";
    Object[][] refused = {
      {
        Problem.INVALID_SETTING,
        "1 channel.close 406 PRECONDITION_FAILED - consumer prefetch count is not set for '"
            + queue
            + "' 60 20"
      },
      {
        Problem.UNSUPPORTED,
        "0 connection.close 540 NOT_IMPLEMENTED - automatic acknowledgement not supported by"
            + " stream queues "
            + queue
            + " 60 20"
      },
      {
        Problem.INVALID_PARTITIONS,
        "1 channel.close 406 PRECONDITION_FAILED - an offset is of one partition: expected"
            + " x-partition for "
            + queue
            + " 60 20"
      },
    };
    for (Object[] each : refused) {
      AmqpPeer other = AmqpPeer.open(broker);
      broker.next(
          QueueCommand.Consume.class, new QueueCommand.QueueIs((Problem) each[0], null, 0, 0));
      assertThat(other.ask(Methods.consume("q", "c"))).containsExactly((String) each[1]);
    }
    broker.next(QueueCommand.Get.class, new QueueCommand.QueueIs(Problem.UNSUPPORTED, null, 0, 0));
    assertThat(peer.ask(Methods.get("q")))
        .containsExactly(
            "0 connection.close 540 NOT_IMPLEMENTED - basic.get not supported by stream queues "
                + queue
                + " 60 70");
  }

  @Test
  void whatIsAskedOfAConsumerIsPassedOn() {
    peer.ask(new BasicMethod.Qos(0, 7, false));
    peer.ask(
        new BasicMethod.Consume(
            0,
            "q",
            "c",
            false,
            false,
            true,
            false,
            Methods.table("x-priority", FieldValue.of(-3))));
    peer.ask(new BasicMethod.Qos(0, 9, false), Methods.consumeUnsettled("q", "d"));
    assertThat(broker.commands(QueueCommand.Consume.class))
        .extracting(
            QueueCommand.Consume::session,
            QueueCommand.Consume::settles,
            QueueCommand.Consume::exclusive,
            QueueCommand.Consume::priority,
            QueueCommand.Consume::credit)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, true, true, -3, 7),
            org.assertj.core.groups.Tuple.tuple(1, false, false, 0, 0));
    assertThat(peer.ask(new BasicMethod.Qos(0, 11, true))).containsExactly("1 basic.qos-ok");
    assertThat(broker.commands(QueueCommand.Limit.class))
        .containsExactly(new QueueCommand.Limit(1, 11));
    assertThat(peer.ask(new BasicMethod.Qos(5, 1, false)))
        .containsExactly("0 connection.close 540 NOT_IMPLEMENTED - prefetch_size!=0 (5) 60 10");
  }

  @Test
  void wrongConsumersAreRefused() {
    Object[][] cases = {
      {Methods.consume("none", ""), "1 channel.close 404 NOT_FOUND - no queue 'none'"},
      {Methods.consume("", ""), "1 channel.close 404 NOT_FOUND - no previously declared queue"},
      {Methods.get("none"), "1 channel.close 404 NOT_FOUND - no queue 'none'"},
      {
        new BasicMethod.Consume(
            0,
            "q",
            "",
            false,
            false,
            false,
            false,
            Methods.table("x-priority", FieldValue.of("high"))),
        "1 channel.close 406 PRECONDITION_FAILED - invalid arg 'x-priority'"
      },
      {new BasicMethod.Recover(false), "0 connection.close 540 NOT_IMPLEMENTED - basic.recover"},
      {
        new BasicMethod.RecoverAsync(false),
        "0 connection.close 540 NOT_IMPLEMENTED - basic.recover"
      },
    };
    for (Object[] each : cases) {
      AmqpPeer other = AmqpPeer.open(broker);
      assertThat(other.ask((Method) each[0]))
          .singleElement()
          .asString()
          .startsWith(each[1].toString());
    }
    broker.next(QueueCommand.Consume.class, new QueueCommand.QueueIs(Problem.IN_USE, null, 0, 1));
    assertThat(peer.ask(Methods.consume("q", "")))
        .containsExactly(
            "1 channel.close 403 ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use 60 20");
  }

  @Test
  void whatIsSettledInOneReadIsToldTogether() {
    publish("1", "2", "3", "4", "5", "6", "7");
    peer.ask(Methods.consume("q", "c"));
    peer.give(
        AmqpPeer.frame(1, new BasicMethod.Ack(1, false)),
        AmqpPeer.frame(1, new BasicMethod.Ack(2, false)),
        AmqpPeer.frame(1, new BasicMethod.Ack(3, false)),
        AmqpPeer.frame(1, new BasicMethod.Nack(4, false, false)),
        AmqpPeer.frame(1, new BasicMethod.Reject(5, false)),
        AmqpPeer.frame(1, new BasicMethod.Reject(7, true)),
        AmqpPeer.frame(1, new BasicMethod.Ack(6, false)));
    assertThat(settled())
        .containsExactly(
            new Settle(1, 1, 3, Outcome.ACCEPT),
            new Settle(1, 4, 5, Outcome.REJECT),
            new Settle(1, 7, 7, Outcome.FAIL),
            new Settle(1, 6, 6, Outcome.ACCEPT));
    assertThat(peer.hear())
        .as("what is requeued comes again")
        .containsExactly(
            "1 basic.deliver c 8 true '' q"
                + " {headers={x-delivery-count=Whole[width=INT64, value=1]}} '7'");
  }

  @Test
  void severalAreSettledUpToATag() {
    publish("1", "2", "3", "4", "5");
    peer.ask(Methods.consume("q", "c"));
    peer.send(1, new BasicMethod.Ack(2, false), new BasicMethod.Ack(3, true));
    peer.send(1, new BasicMethod.Nack(0, true, false));
    assertThat(settled())
        .containsExactly(
            new Settle(1, 2, 2, Outcome.ACCEPT),
            new Settle(1, 1, 3, Outcome.ACCEPT),
            new Settle(1, 4, 5, Outcome.REJECT));
    assertThat(peer.ask(new BasicMethod.Ack(0, true))).as("none at all is fine").isEmpty();
  }

  @Test
  void manyAreSettledInSteps() {
    for (int i = 0; i < 9_000; i++) {
      peer.give(AmqpPeer.message(1, "", "q", ""));
    }
    peer.ask(Methods.consume("q", "c"));
    peer.send(1, new BasicMethod.Ack(8_500, true));
    assertThat(settled())
        .containsExactly(
            new Settle(1, 1, 4095, Outcome.ACCEPT),
            new Settle(1, 4096, 8191, Outcome.ACCEPT),
            new Settle(1, 8192, 8500, Outcome.ACCEPT));
    assertThat(settled()).allMatch(each -> each.last() - each.first() < Settle.MOST);
  }

  @Test
  void whatIsNotThereCannotBeSettled() {
    publish("1", "2");
    for (Method each :
        List.of(
            new BasicMethod.Ack(3, false),
            new BasicMethod.Ack(3, true),
            new BasicMethod.Ack(-1, true),
            new BasicMethod.Ack(0, false),
            new BasicMethod.Nack(1L << 40, true, true),
            new BasicMethod.Reject(7, true))) {
      AmqpPeer other = AmqpPeer.open(broker);
      other.ask(Methods.consume("q", "c"));
      assertThat(other.ask(each))
          .as("%s", each)
          .singleElement()
          .asString()
          .startsWith("1 channel.close 406 PRECONDITION_FAILED - unknown delivery tag ");
      other.session().closed();
    }
    peer.ask(Methods.get("q"));
    peer.send(1, new BasicMethod.Ack(1, false));
    assertThat(peer.ask(new BasicMethod.Ack(1, false)).getFirst())
        .isEqualTo("1 channel.close 406 PRECONDITION_FAILED - unknown delivery tag 1 60 80");
  }

  @Test
  void getAsksForOne() {
    assertThat(peer.ask(Methods.get("q"))).containsExactly("1 basic.get-empty ''");
    publish("a", "b");
    peer.send(1, Methods.get("q"), Methods.queue("r"), new BasicMethod.Get(0, "q", true));
    assertThat(peer.session().reading()).as("all waits for the event").isFalse();
    assertThat(peer.hear())
        .containsExactly(
            "1 basic.get-ok 1 false '' q 1 'a'",
            "1 queue.declare-ok r 0 0",
            "1 basic.get-ok 2 false '' q 0 'b'");
    assertThat(peer.ask(new BasicMethod.Ack(1, false))).isEmpty();
    assertThat(peer.ask(new BasicMethod.Ack(2, false)).getFirst())
        .as("what is not to be settled")
        .contains("unknown delivery tag 2");
  }

  @Test
  void whatIsUnsettledComesAgain() {
    publish("a", "b");
    peer.ask(Methods.consume("q", "c"));
    assertThat(peer.ask(new BasicMethod.Recover(true)))
        .containsExactly(
            "1 basic.recover-ok",
            "1 basic.deliver c 3 true '' q 'a'",
            "1 basic.deliver c 4 true '' q 'b'");
    assertThat(peer.ask(new BasicMethod.RecoverAsync(true)))
        .containsExactly("1 basic.deliver c 5 true '' q 'a'", "1 basic.deliver c 6 true '' q 'b'");
    assertThat(peer.ask(new BasicMethod.Ack(3, false)).getFirst())
        .contains("unknown delivery tag 3");
  }

  @Test
  void aClosedChannelGetsNothing() {
    publish("a");
    peer.ask(Methods.consume("q", "c"), new BasicMethod.Qos(0, 1, false));
    peer.send(1, new ChannelMethod.Close(200, "", 0, 0));
    peer.give(AmqpPeer.frame(1, new ChannelMethod.Open("")));
    assertThat(peer.hear()).containsExactly("1 channel.close-ok", "1 channel.open-ok 0 bytes");
    assertThat(peer.ask(Methods.get("q")))
        .as("tags begin anew")
        .containsExactly("1 basic.get-ok 1 true '' q 0 'a'");
  }

  @Test
  void aConsumerIsToldThatItsQueueIsGone() {
    peer.ask(Methods.consume("q", "c"));
    AmqpPeer other = AmqpPeer.open(broker);
    other.ask(new QueueMethod.Delete(0, "q", false, false, false));
    assertThat(peer.hear()).containsExactly("1 basic.cancel c true");
    peer.ask(Methods.queue("q"));
    assertThat(peer.ask(Methods.consume("q", "c"))).containsExactly("1 basic.consume-ok c");
  }

  @Test
  void whatTheSocketHasTakenIsTold() {
    publish("a");
    peer.ask(Methods.consume("q", "c"));
    assertThat(broker.commands(QueueCommand.Sent.class)).isEmpty();
    peer.session().sent(1L << 20);
    assertThat(broker.commands(QueueCommand.Sent.class)).isEmpty();
    peer.session().sent(10);
    peer.session().sent(0);
    peer.session().sent(0);
    long told =
        broker.commands(QueueCommand.Sent.class).stream().mapToLong(QueueCommand.Sent::bytes).sum();
    assertThat(broker.commands(QueueCommand.Sent.class)).hasSize(2);
    assertThat(told).as("the event's weight").isBetween(65L, 200L);
  }

  @Test
  void eventsOfOthersAreMessages() {
    EventHeaders headers = new EventHeaders(10_000);
    headers.add(EventMarks.TTL_HEADER, new byte[8]);
    headers.add("trace", "ab".getBytes(StandardCharsets.UTF_8));
    headers.add("none", null);
    headers.add("x".repeat(256), new byte[1]);
    headers.add("trace", new byte[0]);
    broker.queues().foreign("q", headers, "kafka", 1_234_567);
    broker.queues().foreign("q", new EventHeaders(0), "plain", 2_000);
    headers.clear();
    headers.add("amq" + "p.header", new byte[] {1, 2, 3});
    headers.add("amqp.exchange", new byte[256]);
    broker.queues().foreign("q", headers, "lies", 3_000);
    assertThat(peer.ask(Methods.get("q"), Methods.get("q"), Methods.get("q")))
        .containsExactly(
            "1 basic.get-ok 1 false '' '' 2 {headers={trace=Array[values=[ab, ]], none=Nothing[],"
                + " kafka.timestamp=Whole[width=INT64, value=1234567], x-thalweg-truncated=names}"
                + " timestamp=1234} 'kafka'",
            "1 basic.get-ok 2 false '' '' 1"
                + " {headers={kafka.timestamp=Whole[width=INT64, value=2000]} timestamp=2} 'plain'",
            "1 basic.get-ok 3 false '' '' 0"
                + " {headers={kafka.timestamp=Whole[width=INT64, value=3000]} timestamp=3} 'lies'");
  }

  @Test
  void failuresAreCountedInAHeader() {
    publish("a");
    broker.queues().failed("q", 2);
    assertThat(peer.ask(Methods.get("q")))
        .containsExactly(
            "1 basic.get-ok 1 true '' q 0"
                + " {headers={x-delivery-count=Whole[width=INT64, value=2]}} 'a'");
  }

  @Test
  void deadLettersTellWhatTheyDiedOf() {
    byte[] properties = new PropertiesBuilder().put(Property.EXPIRATION, "5").build();
    EventHeaders headers = new EventHeaders(10_000);
    headers.add(
        DeadLetterHeader.NAME,
        new DeadLetterHeader(Note.Death.REJECTED, 2, 9_000, "second", "dlx", "k", -1).bytes());
    headers.add(
        DeadLetterHeader.NAME,
        new DeadLetterHeader(Note.Death.EXPIRED, 1, 8_000, "first", "", "first", 5).bytes());
    headers.add(DeadLetterHeader.NAME, new byte[] {99});
    headers.add("amqp.header", properties);
    broker.queues().foreign("q", headers, "dead", 1_000);
    assertThat(peer.ask(Methods.get("q")).getFirst())
        .contains("{headers={x-death=Array[values=[Table[table={count=Whole[width=INT64, value=2]")
        .contains("reason=rejected, queue=second, time=Timestamp[seconds=9], exchange=dlx")
        .contains("routing-keys=Array[values=[first]], original-expiration=5}]]]")
        .contains("x-first-death-reason=expired, x-first-death-queue=first")
        .contains("x-last-death-queue=second, x-last-death-exchange=dlx")
        .doesNotContain(" expiration=");
  }

  @Test
  void largeBodiesAreSentWhereTheyLie() {
    publish("x".repeat(4095), "y".repeat(4096), "z".repeat(300_000));
    peer.socket().reads(false);
    peer.ask(Methods.get("q"));
    assertThat(broker.queues().heldByOthers()).as("a small one is copied").isZero();
    peer.ask(Methods.get("q"));
    assertThat(broker.queues().heldByOthers()).isOne();
    assertThat(peer.ask(Methods.get("q")))
        .containsExactly("1 basic.get-ok 3 false '' q 0 '300000 bytes'");
    assertThat(broker.queues().heldByOthers()).isEqualTo(4);
    peer.socket().reads(true);
    assertThat(broker.queues().heldByOthers()).isZero();
  }

  @Test
  void headersThatDoNotFitTheFramesAreLeftOut() {
    byte[] large =
        new PropertiesBuilder()
            .put(Property.TYPE, "kept")
            .headers(Methods.table("big", FieldValue.of("x".repeat(5000))))
            .build();
    peer.give(
        AmqpPeer.message(1, new BasicMethod.Publish(0, "", "q", false, false), large, new byte[1]));
    peer.hear();
    AmqpPeer small = new AmqpPeer(broker);
    small.give(AmqpPeer.protocolHeader());
    small.send(0, AmqpPeer.startOk("guest", "guest"));
    small.send(
        0,
        new io.thalweg.protocol.amqp.v091.method.ConnectionMethod.TuneOk(1, 4096, 0),
        new io.thalweg.protocol.amqp.v091.method.ConnectionMethod.Open("/", "", false));
    small.send(1, new ChannelMethod.Open(""));
    small.hear();
    assertThat(small.ask(Methods.get("q")).getFirst())
        .contains("{headers={x-thalweg-truncated=headers} type=kept}");
  }
}
