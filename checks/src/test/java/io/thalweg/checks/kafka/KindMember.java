package io.thalweg.checks.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.GroupRebalanceConfig;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.internals.AbstractCoordinator;
import org.apache.kafka.clients.consumer.internals.ConsumerNetworkClient;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Timer;
import org.apache.kafka.common.utils.internals.LogContext;

/// A member of a group that is none of consumers: what Kafka Connect's workers and schema
/// registries find each other by, over Kafka's own coordinator client. The leader assigns
/// `type/member` to each. It lives on a thread of its own until it is closed.
final class KindMember implements AutoCloseable {
  private final Coordinator coordinator;
  private final ConsumerNetworkClient network;
  private final Metrics metrics = new Metrics();
  private final Thread thread = new Thread(this::work, "kind-member");
  private volatile boolean stopped;
  private volatile String assigned = "";
  private volatile int generation;
  private volatile Throwable failure;

  KindMember(String bootstrap, String group, String type) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("key.deserializer", StringDeserializer.class);
    settings.put("value.deserializer", StringDeserializer.class);
    ConsumerConfig config = new ConsumerConfig(settings);
    LogContext log = new LogContext();
    Metadata metadata = new Metadata(100, 1_000, 60_000, log, new ClusterResourceListeners());
    metadata.bootstrap(
        ClientUtils.parseAndValidateAddresses(List.of(bootstrap), "use_all_dns_ips"));
    var client =
        ClientUtils.createNetworkClient(
            config,
            List.of(bootstrap),
            metrics,
            "kind",
            log,
            new ApiVersions(),
            Time.SYSTEM,
            100,
            metadata,
            null,
            null);
    network = new ConsumerNetworkClient(log, client, metadata, Time.SYSTEM, 100, 30_000, 100);
    GroupRebalanceConfig rebalance =
        new GroupRebalanceConfig(10_000, 60_000, 100, group, Optional.empty(), null, 100, 1_000);
    coordinator = new Coordinator(rebalance, log, type);
    thread.start();
  }

  private void work() {
    try (metrics;
        network;
        coordinator) {
      while (!stopped) {
        coordinator.ensureActiveGroup();
        network.poll(Time.SYSTEM.timer(50));
        coordinator.beat();
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    } catch (IOException e) {
      failure = new UncheckedIOException(e);
    }
  }

  /// What it was assigned last.
  String assigned() {
    return assigned;
  }

  /// Its generation.
  int generation() {
    return generation;
  }

  /// What ended it early, if anything did.
  Throwable failure() {
    return failure;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError("expected the member to end", e);
    }
  }

  private final class Coordinator extends AbstractCoordinator {
    private final String type;

    Coordinator(GroupRebalanceConfig config, LogContext log, String type) {
      super(config, log, network, metrics, "kind", Time.SYSTEM);
      this.type = type;
    }

    void beat() {
      pollHeartbeat(Time.SYSTEM.milliseconds());
    }

    @Override
    protected String protocolType() {
      return type;
    }

    @Override
    protected JoinGroupRequestProtocolCollection metadata() {
      JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
      protocols.add(
          new JoinGroupRequestProtocol().setName("own").setMetadata(new byte[] {(byte) 0xff, 1}));
      return protocols;
    }

    @Override
    protected boolean onJoinPrepare(Timer timer, int lastGeneration, String memberId) {
      return true;
    }

    @Override
    protected Map<String, ByteBuffer> onLeaderElected(
        String leader, String protocol, List<JoinGroupResponseMember> all, boolean skip) {
      Map<String, ByteBuffer> assignments = new HashMap<>();
      for (JoinGroupResponseMember member : all) {
        byte[] text = (type + "/" + member.memberId()).getBytes(StandardCharsets.UTF_8);
        assignments.put(member.memberId(), ByteBuffer.wrap(text));
      }
      return assignments;
    }

    @Override
    protected void onJoinComplete(
        int newGeneration, String memberId, String protocol, ByteBuffer assignment) {
      generation = newGeneration;
      assigned = StandardCharsets.UTF_8.decode(assignment).toString();
    }
  }
}
