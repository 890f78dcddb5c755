package io.thalweg.core.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.publish.PublishScenario.Box;
import io.thalweg.core.topic.Appended;
import io.thalweg.core.topic.AppendedShared;
import io.thalweg.core.topic.AppendedShared.BodyStored;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Messages go to queues.
class PublishTest {
  private final PublishScenario broker = new PublishScenario();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  private void publishes(Message... messages) {
    assertThat(broker.publish(messages)).isSameAs(Published.OK);
  }

  private List<Problem> problems(Message... messages) {
    Published published = broker.publish(messages);
    assertThat(published.problem()).isNotEqualTo(Problem.NONE);
    assertThat(published.problems()).hasSize(messages.length);
    return published.problems();
  }

  private static Letter to(String queue, String value) {
    return Letter.to("", queue, value);
  }

  private PartitionView partition(Box box) {
    return broker.state.partition(box.topic << 20);
  }

  @Test
  void aMessageToOneQueue() {
    Box box = broker.queue("q");
    int before = broker.journal.size();
    publishes(to("q", "hello"));
    assertThat(broker.journal).hasSize(before + 1);
    assertThat(broker.events(box)).containsExactly("0 hello");
    publishes(to("q", "again"));
    assertThat(broker.events(box)).containsExactly("0 hello", "1 again");
  }

  @Test
  void itBearsTheBrokersTimeAndItsHeaders() {
    Box box = broker.queue("q");
    broker.pass(77);
    publishes(to("q", "hello").with("color", "red"));
    ByteBuffer batch = broker.batch(partition(box), 0);
    EventCursor event = new EventCursor().over(batch, 0);
    assertThat(event.next()).isTrue();
    assertThat(event.timestamp()).isEqualTo(broker.now);
    assertThat(event.attributes()).isZero();
    assertThat(event.keyLength()).isEqualTo(-1);
    assertThat(event.nextHeader()).isTrue();
    assertThat(text(batch, event.nameAt(), event.nameLength())).isEqualTo("color");
    assertThat(text(batch, event.headerValueAt(), event.headerValueLength())).isEqualTo("red");
    assertThat(event.next()).isFalse();
    assertThat(event.malformed()).isFalse();
  }

  private static String text(ByteBuffer in, int at, int length) {
    byte[] out = new byte[length];
    in.get(at, out);
    return new String(out, StandardCharsets.UTF_8);
  }

  @Test
  void whatOthersSeeToo() {
    broker.exchanges.declare("x", Exchange.Type.FANOUT, false);
    Box alone = broker.queue("alone");
    TopicInfo topic = broker.topic("orders");
    List<Box> boxes =
        List.of(broker.queue("a"), broker.queue("b"), broker.subscription("of", topic));
    List.of("a", "b", "of").forEach(name -> broker.exchanges.bind("x", name, ""));
    publishes(to("alone", "one").with("color", "red"));
    publishes(Letter.to("x", "", "two").with("color", "red"));
    assertThat(headers(alone)).containsExactly("color");
    assertThat(boxes).allSatisfy(box -> assertThat(headers(box)).containsExactly("color", "shown"));
  }

  private List<String> headers(Box box) {
    ByteBuffer batch = broker.batch(partition(box), 0);
    EventCursor event = new EventCursor().over(batch, 0);
    assertThat(event.next()).isTrue();
    List<String> names = new ArrayList<>();
    while (event.nextHeader()) {
      names.add(text(batch, event.nameAt(), event.nameLength()));
    }
    return names;
  }

  @Test
  void aThousandQueuesShareOneBody() {
    broker.exchanges.declare("x", Exchange.Type.FANOUT, false);
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      boxes.add(broker.queue("q" + i));
      broker.exchanges.bind("x", "q" + i, "");
    }
    publishes(to("q7", "first"));
    int before = broker.journal.size();
    publishes(Letter.to("x", "", "one"), Letter.to("x", "", "two"));
    assertThat(broker.journal).hasSize(before + 1 + 1_000);
    assertThat(broker.count(BodyStored.V1, before)).isEqualTo(1);
    assertThat(broker.count(AppendedShared.V1, before)).isEqualTo(1_000);
    assertThat(broker.journal.stream().skip(before).map(each -> each.position()).distinct())
        .hasSize(1);
    assertThat(broker.events(boxes.get(7))).containsExactly("0 first", "1 one", "2 two");
    assertThat(broker.events(boxes.get(999))).containsExactly("0 one", "1 two");
  }

  @Test
  void messagesToTheSameQueuesAreOneBatch() {
    Box one = broker.queue("one");
    Box two = broker.queue("two");
    int before = broker.journal.size();
    publishes(to("one", "a"), to("one", "b"), to("two", "c"), to("two", "d"), to("one", "e"));
    assertThat(broker.count(Appended.V1, before)).isEqualTo(3);
    assertThat(broker.events(one)).containsExactly("0 a", "1 b", "2 e");
    assertThat(broker.events(two)).containsExactly("0 c", "1 d");
  }

  @Test
  void whatLiesBehindAnUnknownExchangeIsNotPublished() {
    Box box = broker.queue("q");
    broker.exchanges.declare("secret", Exchange.Type.FANOUT, true);
    broker.exchanges.bind("secret", "q", "");
    for (String exchange : new String[] {"unknown", "secret"}) {
      boolean unknown = exchange.equals("unknown");
      Problem why = unknown ? Problem.UNKNOWN_EXCHANGE : Problem.RESERVED;
      assertThat(problems(to("q", "a"), Letter.to(exchange, "", "b"), to("q", "c"), to("q", "d")))
          .containsExactly(Problem.NONE, why, why, why);
    }
    assertThat(broker.events(box)).containsExactly("0 a", "1 a");
    publishes(to("q", "e"));
    assertThat(broker.events(box)).hasSize(3);
  }

  @Test
  void whatGoesNowhereIsToldAndPartsNoBatch() {
    Box box = broker.queue("q");
    int before = broker.journal.size();
    assertThat(
            problems(
                to("q", "a"), to("nobody", "b"), Letter.to("amq.direct", "k", "e"), to("q", "f")))
        .containsExactly(Problem.NONE, Problem.UNROUTED, Problem.UNROUTED, Problem.NONE);
    assertThat(broker.count(Appended.V1, before)).isEqualTo(1);
    assertThat(broker.events(box)).containsExactly("0 a", "1 f");
    int after = broker.journal.size();
    assertThat(problems(to("nobody", "b"))).containsExactly(Problem.UNROUTED);
    assertThat(broker.journal).hasSize(after);
  }

  @Test
  void aQueueThatIsFullRefusesWhileOthersKeep() {
    Box small = broker.queue("small");
    Box large = broker.queue("large");
    broker.exchanges.declare("x", Exchange.Type.FANOUT, false);
    broker.exchanges.bind("x", "small", "");
    broker.exchanges.bind("x", "large", "");
    small.mostEvents = 3;
    publishes(Letter.to("x", "", "a"));
    assertThat(
            problems(
                Letter.to("x", "", "b"),
                to("small", "c"),
                Letter.to("x", "", "d"),
                to("small", "e"),
                Letter.to("x", "", "f")))
        .containsExactly(
            Problem.NONE,
            Problem.NONE,
            Problem.LIMIT_REACHED,
            Problem.LIMIT_REACHED,
            Problem.LIMIT_REACHED);
    assertThat(broker.events(small)).containsExactly("0 a", "1 b", "2 c");
    assertThat(broker.events(large)).containsExactly("0 a", "1 b", "2 d", "3 f");
  }

  @Test
  void bytesAreAdmittedBySum() {
    Box box = broker.queue("q");
    box.mostBytes = 10;
    assertThat(problems(to("q", "1234"), to("q", "1234"), to("q", "1234"), to("q", "12")))
        .containsExactly(Problem.NONE, Problem.NONE, Problem.LIMIT_REACHED, Problem.NONE);
    assertThat(broker.events(box)).containsExactly("0 1234", "1 1234", "2 12");
  }

  @Test
  void prioritiesHavePartitionsOfTheirOwn() {
    Box box = broker.queue("q", 3);
    Box flat = broker.queue("flat");
    publishes(
        to("q", "a"),
        to("q", "b").urgent(2),
        to("q", "c").urgent(9),
        to("q", "d").urgent(1),
        to("flat", "e").urgent(1),
        to("flat", "f").urgent(2));
    assertThat(broker.events(box.topic << 20)).containsExactly("0 a");
    assertThat(broker.events(box.topic << 20 | 1)).containsExactly("0 d");
    assertThat(broker.events(box.topic << 20 | 2)).containsExactly("0 b", "1 c");
    assertThat(broker.events(flat)).containsExactly("0 e", "1 f");
    assertThat(partition(flat).tailNext()).as("one batch").isEqualTo(1);
  }

  @Test
  void anEventThatExpiresSaysSo() {
    Box box = broker.queue("q");
    publishes(to("q", "a").lasting(5_000).with("color", "red"), to("q", "b").lasting(0));
    ByteBuffer batch = broker.batch(partition(box), 0);
    EventCursor event = new EventCursor().over(batch, 0);
    for (long millis : new long[] {5_000, 0}) {
      assertThat(event.next()).isTrue();
      assertThat(event.attributes()).isEqualTo(EventMarks.EXPIRES);
      assertThat(event.headerCount()).isEqualTo(millis == 0 ? 1 : 2);
      assertThat(event.nextHeader()).isTrue();
      assertThat(text(batch, event.nameAt(), event.nameLength())).isEqualTo(EventMarks.TTL_HEADER);
      assertThat(event.headerValueLength()).isEqualTo(8);
      assertThat(batch.getLong(event.headerValueAt())).isEqualTo(millis);
    }
    assertThat(event.next()).isFalse();
    assertThat(event.malformed()).isFalse();
  }

  @Test
  void aValueInPartsIsRecordsThatGoOn() {
    Box one = broker.queue("one");
    Box two = broker.queue("two");
    broker.exchanges.declare("x", Exchange.Type.FANOUT, false);
    broker.exchanges.bind("x", "one", "");
    broker.exchanges.bind("x", "two", "");
    publishes(Letter.to("x", "", "a").lasting(9).as(Part.FIRST));
    publishes(Letter.to("x", "", "b").lasting(9).as(Part.MIDDLE));
    publishes(Letter.to("x", "", "c").as(Part.LAST));
    assertThat(broker.events(one)).containsExactly("0 a", "1 b", "2 c");
    assertThat(broker.events(two)).containsExactly("0 a", "1 b", "2 c");
    assertThat(marks(one))
        .containsExactly(
            EventMarks.GOES_ON | EventMarks.EXPIRES,
            EventMarks.GOES_ON | EventMarks.WENT_BEFORE,
            EventMarks.WENT_BEFORE);
  }

  private List<Integer> marks(Box box) {
    List<Integer> all = new ArrayList<>();
    PartitionView partition = partition(box);
    for (long entry = partition.tailFirst(); entry < partition.tailNext(); entry++) {
      EventCursor event = new EventCursor().over(broker.batch(partition, entry), 0);
      while (event.next()) {
        all.add(event.attributes());
      }
    }
    return all;
  }

  @Test
  void theFirstPartSaysWhoGetsTheOthers() {
    Box full = broker.queue("full");
    Box other = broker.queue("other");
    broker.exchanges.declare("x", Exchange.Type.FANOUT, false);
    broker.exchanges.bind("x", "full", "");
    broker.exchanges.bind("x", "other", "");
    full.mostEvents = 0;
    other.mostEvents = 1;
    for (Part part : new Part[] {Part.FIRST, Part.MIDDLE, Part.LAST}) {
      assertThat(problems(Letter.to("x", "", "p").as(part))).containsExactly(Problem.LIMIT_REACHED);
      full.mostEvents = 9;
    }
    assertThat(broker.events(full)).isEmpty();
    assertThat(broker.events(other)).containsExactly("0 p", "1 p", "2 p");
    assertThat(problems(Letter.to("x", "", "p").as(Part.LAST))).containsExactly(Problem.TRY_AGAIN);
    assertThat(problems(to("nobody", "p").as(Part.FIRST))).containsExactly(Problem.UNROUTED);
    assertThat(problems(to("nobody", "p").as(Part.LAST))).containsExactly(Problem.UNROUTED);
  }

  @Test
  void aValueOfWhichAPartFindsNoRoomEndsThere() {
    Box box = broker.queue("q");
    publishes(to("q", "a").as(Part.FIRST));
    broker.roomForEntries = 0;
    assertThat(problems(to("q", "b").as(Part.MIDDLE))).containsExactly(Problem.TRY_AGAIN);
    broker.roomForEntries = 9;
    assertThat(problems(to("q", "c").as(Part.LAST))).containsExactly(Problem.TRY_AGAIN);
    publishes(to("q", "d"));
    assertThat(broker.events(box)).containsExactly("0 a", "1 d");
    assertThat(marks(box)).containsExactly(EventMarks.GOES_ON, 0);
  }

  @Test
  void aTopicThatIsNobodysOwnGetsACopy() {
    Box box = broker.queue("q");
    Box another = broker.queue("r");
    TopicInfo topic = broker.topic("orders");
    TopicInfo second = broker.topic("second");
    broker.exchanges.declare("x", Exchange.Type.FANOUT, false);
    for (String name : new String[] {"s1", "s2"}) {
      broker.subscription(name, topic);
    }
    broker.subscription("s3", second);
    for (String name : new String[] {"q", "r", "s1", "s2", "s3"}) {
      broker.exchanges.bind("x", name, "");
    }
    int before = broker.journal.size();
    publishes(Letter.to("x", "", "a"), Letter.to("x", "", "b"), to("s1", "c"));
    assertThat(broker.count(BodyStored.V1, before)).isEqualTo(1);
    assertThat(broker.count(AppendedShared.V1, before)).isEqualTo(2);
    assertThat(broker.count(Appended.V1, before)).isEqualTo(3);
    assertThat(broker.events(box)).containsExactly("0 a", "1 b");
    assertThat(broker.events(another)).containsExactly("0 a", "1 b");
    assertThat(broker.events(topic.partition(0))).containsExactly("0 a", "1 b", "2 c");
    assertThat(broker.events(second.partition(0))).containsExactly("0 a", "1 b");
    PartitionView partition = broker.state.partition(topic.partition(0));
    assertThat(BatchHeader.baseOffset(broker.batch(partition, 1), 0)).isEqualTo(2);
  }

  @Test
  void oneOwnTopicAndAnotherShareNothing() {
    Box box = broker.queue("q");
    TopicInfo topic = broker.topic("orders");
    broker.subscription("s", topic);
    broker.exchanges.declare("x", Exchange.Type.FANOUT, false);
    broker.exchanges.bind("x", "q", "");
    broker.exchanges.bind("x", "s", "");
    publishes(to("q", "first"));
    int before = broker.journal.size();
    publishes(Letter.to("x", "", "a"));
    assertThat(broker.count(BodyStored.V1, before)).isZero();
    assertThat(broker.events(box)).containsExactly("0 first", "1 a");
    assertThat(broker.events(topic.partition(0))).containsExactly("0 a");
  }

  @Test
  void whatDoesNotFitOneEntryTakesMore() {
    manyQueues(3_000);
    Message[] messages = new Message[20];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = i % 2 == 0 ? Letter.to("x", "", "m" + i) : to("q0", "m" + i);
    }
    broker.queue("q0");
    int before = broker.journal.size();
    publishes(messages);
    assertThat(broker.count(BodyStored.V1, before)).isEqualTo(10);
    assertThat(broker.count(AppendedShared.V1, before)).isEqualTo(30_000);
  }

  private void manyQueues(int count) {
    broker.exchanges.declare("x", Exchange.Type.FANOUT, false);
    for (int i = 0; i < count; i++) {
      broker.queue("m" + i);
      broker.exchanges.bind("x", "m" + i, "");
    }
  }

  @Test
  void whatFindsNoRoomMidwayIsToldOfTheRestOnly() {
    manyQueues(6_000);
    Box box = broker.queue("q");
    broker.roomForEntries = 1;
    assertThat(
            problems(
                to("nobody", ""),
                Letter.to("x", "", "a"),
                to("q", "b"),
                Letter.to("x", "", "c").sized(300_000),
                Letter.to("x", "", "d").sized(300_000),
                Letter.to("x", "", "e").sized(200_000)))
        .containsExactly(
            Problem.UNROUTED,
            Problem.NONE,
            Problem.NONE,
            Problem.NONE,
            Problem.TRY_AGAIN,
            Problem.TRY_AGAIN);
    assertThat(broker.events(box)).containsExactly("0 b");
  }

  @Test
  void aMessageThatGoesToMoreThanAnEntryTellsIsRefusedAlone() {
    manyQueues(19_000);
    Box box = broker.queue("q");
    broker.exchanges.bind("x", "q", "");
    int before = broker.journal.size();
    assertThat(
            problems(
                Letter.to("x", "", "a").sized(200_000),
                to("q", "b"),
                Letter.to("x", "", "c").sized(200_000),
                Letter.to("x", "", "d")))
        .containsExactly(Problem.LIMIT_REACHED, Problem.NONE, Problem.LIMIT_REACHED, Problem.NONE);
    assertThat(broker.events(box)).containsExactly("0 b", "1 d");
    assertThat(broker.count(BodyStored.V1, before)).isEqualTo(1);
  }
}
