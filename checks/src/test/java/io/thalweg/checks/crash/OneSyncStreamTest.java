package io.thalweg.checks.crash;

import static io.thalweg.checks.crash.Requests.batch;
import static io.thalweg.checks.crash.Requests.produced;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.crash.HeldDisk.Mode;
import io.thalweg.checks.crash.RawClient.Sent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ProduceResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// P2: what gathers during one sync is covered by the next, however many partitions and connections
/// it is for and however many journal entries it takes.
@Timeout(120)
class OneSyncStreamTest {
  private static final int PARTITIONS = 20;

  /// The sync that was held, the one for all others, and one more if they meet the end of a file.
  private static final int SYNCS = 3;

  @TempDir Path folder;
  private HeldNode broker;

  @BeforeEach
  void aBrokerWithManyPartitions() throws Exception {
    broker = new HeldNode(folder.resolve("data"));
    for (int i = 0; i < PARTITIONS; i++) {
      broker.ask(Requests.create("topic" + i, 1));
    }
  }

  @AfterEach
  void close() throws IOException {
    broker.close();
  }

  @Test
  void smallRequestsOfManyConnectionsShareASync() throws Exception {
    assertThat(syncsFor("a")).isLessThanOrEqualTo(SYNCS);
  }

  @Test
  void journalEntriesOfManyPartitionsShareASync() throws Exception {
    assertThat(syncsFor("large".repeat(30_000))).isLessThanOrEqualTo(SYNCS);
  }

  /// Syncs until one event of that value is acknowledged in every partition.
  private long syncsFor(String value) throws Exception {
    long before = broker.disk().completed();
    broker.disk().set(Mode.HOLD_SYNCS);
    List<Sent<ProduceResponseData>> sent = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      sent.add(broker.send(Requests.produce("topic" + i, -1, batch(value))));
    }
    broker.disk().awaitHeld();
    for (int i = 0; i < 5; i++) {
      broker.ask(Requests.apiVersions()); // decided after all that was sent before
    }
    broker.disk().set(Mode.PASS);
    for (Sent<ProduceResponseData> each : sent) {
      assertThat(produced(each.answer())).containsExactly(0L, 0L);
    }
    return broker.disk().completed() - before;
  }
}
