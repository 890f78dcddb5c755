package io.thalweg.checks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.crash.AckOrder.Ack;
import io.thalweg.checks.crash.RawClient.Sent;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// P1 at the system call: `strace` watches the real broker.
@Timeout(180)
class SyncBeforeReplyTest {
  private static final int SINGLE_EVENTS = 150;
  private static final int CONNECTIONS = 8;
  private static final int ROUNDS = 10;
  private static final int EVENTS_PER_BATCH = 20;

  /// A write's first bytes: more than the groups of this load have.
  private static final String SHOWN_BYTES = "65536";

  private static final String CALLS =
      "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync";

  @TempDir Path folder;
  private final List<Ack> acks = new ArrayList<>();
  private int markers;

  @Test
  void everyAcknowledgementIsSentAfterTheSyncThatCoversIt() throws IOException {
    assertThat(AckOrder.violations(traced("data.durability=sync"), acks)).isEmpty();
    assertThat(acks).hasSize(SINGLE_EVENTS + CONNECTIONS * ROUNDS);
  }

  @Test
  void theCheckerSeesEveryAcknowledgementThatNoSyncCovers() throws IOException {
    assertThat(AckOrder.violations(traced("data.durability=os"), acks))
        .hasSize(SINGLE_EVENTS + CONNECTIONS * ROUNDS)
        .allMatch(violation -> violation.endsWith("synced never"));
  }

  @Test
  void aFailedSyncEndsTheProcessWithoutAReply() throws IOException {
    BrokerProcess.Setup setup =
        BrokerProcess.on(folder.resolve("data"))
            .under(
                "strace",
                "-f",
                "-o",
                folder.resolve("trace").toString(),
                "-e",
                "trace=fdatasync",
                "-e",
                "inject=fdatasync:error=EIO:when=20+");
    int acknowledged = 0;
    try (BrokerProcess broker = setup.start();
        RawClient client = new RawClient(broker.port())) {
      client.ask(Requests.create("events", 1));
      try {
        while (true) {
          client.ask(Requests.produce("events", -1, batch(1)));
          acknowledged++;
        }
      } catch (EOFException | SocketException e) {
        assertThat(broker.awaitExit()).isEqualTo(1);
      }
      assertThat(broker.log().text()).contains("Input/output error");
    }
    assertThat(acknowledged).isBetween(1, 20);
  }

  private List<Trace.Call> traced(String setting) throws IOException {
    Path log = folder.resolve("trace");
    BrokerProcess.Setup setup =
        BrokerProcess.on(folder.resolve("data"))
            .with(setting)
            .with("storage.ring-bytes=16MiB")
            .with("storage.ring-file-bytes=4MiB")
            .under(
                "strace",
                "-f",
                "-yy",
                "--seccomp-bpf",
                "-s",
                SHOWN_BYTES,
                "-e",
                CALLS,
                "-o",
                log.toString());
    try (BrokerProcess broker = setup.start()) {
      load(broker.port());
      broker.stop();
    }
    return Trace.read(log);
  }

  /// Events one at a time, then batches of several connections at once.
  private void load(int port) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try (RawClient single = new RawClient(port)) {
      single.ask(Requests.create("events", 1));
      for (int i = 0; i < SINGLE_EVENTS; i++) {
        int acksWanted = i % 2 == 0 ? -1 : 1;
        await(single.send(Requests.produce("events", acksWanted, batch(1))), markers - 1);
      }
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(new RawClient(port));
      }
      for (int round = 0; round < ROUNDS; round++) {
        int first = markers;
        List<Sent<ProduceResponseData>> sent = new ArrayList<>();
        for (RawClient client : clients) {
          sent.add(client.send(Requests.produce("events", -1, batch(EVENTS_PER_BATCH))));
        }
        for (int i = 0; i < CONNECTIONS; i++) {
          await(sent.get(i), first + i * EVENTS_PER_BATCH);
        }
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  private MemoryRecords batch(int events) {
    String[] values =
        IntStream.range(markers, markers + events)
            .mapToObj(AckOrder::marker)
            .toArray(String[]::new);
    markers += events;
    return Requests.batch(values);
  }

  private void await(Sent<ProduceResponseData> sent, int firstMarker) throws IOException {
    var partition = sent.answer().responses().iterator().next().partitionResponses().getFirst();
    assertThat(partition.errorCode()).isZero();
    int events = acks.size() < SINGLE_EVENTS ? 1 : EVENTS_PER_BATCH;
    List<String> covered =
        IntStream.range(firstMarker, firstMarker + events).mapToObj(AckOrder::marker).toList();
    acks.add(new Ack(sent.correlation(), covered));
  }
}
