package io.thalweg.checks.crash;

import static io.thalweg.checks.crash.Requests.batch;
import static io.thalweg.checks.crash.Requests.fetched;
import static io.thalweg.checks.crash.Requests.names;
import static io.thalweg.checks.crash.Requests.produced;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.crash.HeldDisk.Mode;
import io.thalweg.checks.crash.RawClient.Request;
import io.thalweg.checks.crash.RawClient.Sent;
import io.thalweg.server.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// P1 at the socket: while the journal's sync is held, nothing leaves that rests on what is not
/// synced; once it is released, everything does.
///
/// That nothing leaves is not a matter of waiting. One thread reads all sockets and decides all
/// requests; what has reached the broker's socket before a request on another connection is read
/// before it. So the answers of a few round trips elsewhere prove that all earlier requests have
/// been decided, and the silent sockets that their answers are being kept.
@Timeout(120)
class HeldSyncTest {
  private static final int ROUND_TRIPS = 5;
  private static final long MAX_TIMESTAMP = -3;
  private static final long LATEST = -1;

  @TempDir Path folder;
  private HeldNode broker;
  private final Map<String, Sent<?>> kept = new LinkedHashMap<>();

  @BeforeEach
  void aBrokerWithThreeEvents() throws Exception {
    broker = new HeldNode(folder.resolve("data"));
    broker.ask(Requests.create("old", 1));
    broker.ask(Requests.create("doomed", 1));
    broker.ask(Requests.produce("old", -1, batch("a", "b", "c")));
    broker.ask(Requests.produce("doomed", -1, batch("x")));
    broker.ask(Requests.commit("readers", "old", 1));
  }

  @AfterEach
  void close() throws IOException {
    broker.close();
  }

  private <T> Sent<T> keep(String what, Request<T> request) throws IOException {
    Sent<T> sent = broker.send(request);
    kept.put(what, sent);
    return sent;
  }

  /// Holds the journal at what `first` writes.
  private void hold(Request<?> first) throws IOException, InterruptedException {
    broker.disk().set(Mode.HOLD_SYNCS);
    keep("what the journal is held at", first);
    broker.disk().awaitHeld();
  }

  /// Round trips for which no journal is needed, then a look at every socket that must be silent.
  private void assertThatNothingLeft(long syncs) throws IOException {
    RawClient other = broker.connect();
    for (int i = 0; i < ROUND_TRIPS; i++) {
      assertThat(other.ask(Requests.apiVersions()).errorCode()).isZero();
    }
    List<String> loud = new ArrayList<>();
    for (Map.Entry<String, Sent<?>> each : kept.entrySet()) {
      if (!each.getValue().isSilent()) {
        loud.add(each.getKey());
      }
    }
    assertThat(loud).as("requests that were answered while the sync was held").isEmpty();
    assertThat(broker.disk().completed()).as("completed syncs").isEqualTo(syncs);
  }

  @Test
  void acknowledgementsWaitForTheSync() throws Exception {
    long producer = broker.ask(Requests.initProducer()).producerId();
    long syncs = broker.disk().completed();
    broker.disk().set(Mode.HOLD_SYNCS);
    var first = keep("acks=all", Requests.produce("old", -1, batch(producer, 0, "d", "e")));
    broker.disk().awaitHeld();
    var leader = keep("acks=1", Requests.produce("old", 1, batch("f")));
    var twice = keep("a duplicate", Requests.produce("old", -1, batch(producer, 0, "d", "e")));
    var gap = keep("a gap", Requests.produce("old", -1, batch(producer, 9, "z")));
    var create = keep("create", Requests.create("new", 1));
    var again = keep("create again", Requests.create("new", 1));
    var auto = keep("auto-create", Requests.metadata("auto"));
    var commit = keep("commit", Requests.commit("readers", "old", 2));
    var committed = keep("the committed offset", Requests.committed("readers", "old", 1));
    var join = keep("join", Requests.join("joiners"));
    var beat = keep("a stranger's heartbeat", Requests.heartbeat("joiners", "stranger"));
    var init = keep("producer id", Requests.initProducer());
    var delete = keep("delete", Requests.delete("doomed"));
    var deleteTwice = keep("delete again", Requests.delete("doomed"));
    assertThatNothingLeft(syncs);

    broker.disk().set(Mode.PASS);
    assertThat(produced(first.answer())).containsExactly(0L, 3L);
    assertThat(produced(leader.answer())).containsExactly(0L, 5L);
    assertThat(produced(twice.answer())).containsExactly(0L, 3L);
    assertThat(produced(gap.answer()))
        .containsExactly((long) Errors.OUT_OF_ORDER_SEQUENCE_NUMBER.code(), -1L);
    assertThat(create.answer().topics().find("new").errorCode()).isZero();
    assertThat(again.answer().topics().find("new").errorCode())
        .isEqualTo(Errors.TOPIC_ALREADY_EXISTS.code());
    assertThat(auto.answer().topics().find("auto").errorCode()).isZero();
    assertThat(commit.answer().topics().getFirst().partitions().getFirst().errorCode()).isZero();
    assertThat(committed.answer().topics().getFirst().partitions().getFirst().committedOffset())
        .isEqualTo(2);
    assertThat(join.answer().errorCode()).isZero();
    assertThat(beat.answer().errorCode()).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
    assertThat(init.answer().producerId()).isGreaterThan(producer);
    assertThat(delete.answer().responses().find("doomed").errorCode()).isZero();
    assertThat(deleteTwice.answer().responses().find("doomed").errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(names(broker.ask(Requests.metadata()))).containsExactly("auto", "new", "old");
  }

  @Test
  void theHighWatermarkStaysAndNothingIsDelivered() throws Exception {
    long syncs = broker.disk().completed();
    var waiting = keep("a long poll at the end", Requests.fetch("old", 0, 3, 30_000));
    hold(Requests.produce("old", -1, batch("d", "e")));
    var latest = keep("the latest offset", Requests.listOffsets("old", LATEST));
    var newest = keep("the newest timestamp", Requests.listOffsets("old", MAX_TIMESTAMP));
    var inside = keep("a fetch inside what is not synced", Requests.fetch("old", 0, 4, 10));
    var beyond = keep("a fetch beyond all that is there", Requests.fetch("old", 0, 99, 30_000));

    var all = fetched(broker.ask(Requests.fetch("old", 0, 0, 30_000)));
    assertThat(Requests.values(all)).containsExactly("a", "b", "c");
    assertThat(all.highWatermark()).isEqualTo(3);
    assertThat(all.lastStableOffset()).isEqualTo(3);
    // Its deadline is later than that of the fetch at 4: both have passed.
    var end = fetched(broker.ask(Requests.fetch("old", 0, 3, 100)));
    assertThat(Requests.values(end)).isEmpty();
    assertThat(end.highWatermark()).isEqualTo(3);
    assertThatNothingLeft(syncs);

    broker.disk().set(Mode.PASS);
    var delivered = fetched(waiting.answer());
    assertThat(Requests.values(delivered)).containsExactly("d", "e");
    assertThat(delivered.highWatermark()).isEqualTo(5);
    assertThat(latest.answer().topics().getFirst().partitions().getFirst().offset()).isEqualTo(3);
    assertThat(newest.answer().topics().getFirst().partitions().getFirst().offset()).isEqualTo(0);
    assertThat(fetched(inside.answer()).errorCode()).isZero();
    assertThat(fetched(beyond.answer()).errorCode()).isEqualTo(Errors.OFFSET_OUT_OF_RANGE.code());
    assertThat(Requests.values(fetched(broker.ask(Requests.fetch("old", 0, 3, 30_000)))))
        .containsExactly("d", "e");
  }

  @Test
  void topicsAppearAndDisappearWhenThatIsSynced() throws Exception {
    long syncs = broker.disk().completed();
    var waiting = keep("a long poll on the topic", Requests.fetch("doomed", 0, 1, 30_000));
    hold(Requests.delete("doomed"));
    keep("create", Requests.create("new", 2));
    var gone = keep("a fetch of the deleted topic", Requests.fetch("doomed", 0, 0, 30_000));
    var append = keep("an append to it", Requests.produce("doomed", -1, batch("y")));

    assertThat(names(broker.ask(Requests.metadata()))).containsExactly("doomed", "old");
    var unknown = broker.ask(Requests.produce("new", -1, batch("y")));
    short missing = Errors.UNKNOWN_TOPIC_OR_PARTITION.code();
    assertThat(produced(unknown)).containsExactly((long) missing, -1L);
    assertThatNothingLeft(syncs);

    broker.disk().set(Mode.PASS);
    assertThat(fetched(waiting.answer()).errorCode()).isEqualTo(missing);
    assertThat(fetched(gone.answer()).errorCode()).isEqualTo(missing);
    assertThat(produced(append.answer())).containsExactly((long) missing, -1L);
    assertThat(kept.get("create").answer()).isNotNull();
    assertThat(names(broker.ask(Requests.metadata()))).containsExactly("new", "old");
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"FAIL_SYNCS", "FAIL_WRITES"})
  void aFailedJournalClosesEveryConnectionWithoutAReplyAndEndsTheBroker(Mode failure)
      throws Exception {
    keep("an idle long poll", Requests.fetch("old", 0, 3, 30_000));
    if (failure == Mode.FAIL_SYNCS) {
      hold(Requests.produce("old", -1, batch("d")));
      keep("acks=1", Requests.produce("old", 1, batch("e")));
      keep("create", Requests.create("new", 1));
      keep("a fetch beyond all that is there", Requests.fetch("old", 0, 99, 30_000));
      assertThatNothingLeft(broker.disk().completed());
    }
    broker.disk().set(failure);
    if (failure == Mode.FAIL_WRITES) {
      keep("acks=all", Requests.produce("old", -1, batch("d")));
    }

    for (Map.Entry<String, Sent<?>> each : kept.entrySet()) {
      assertThat(each.getValue().bytesUntilClosed()).as(each.getKey()).isZero();
    }
    StartException ended = null;
    try {
      broker.node().awaitClosed();
    } catch (StartException e) {
      ended = e;
    }
    assertThat(ended).isNotNull();
    assertThat(ended.exitCode()).isEqualTo(1);
  }
}
