package io.thalweg.server;

import io.thalweg.core.access.AccessSettings;
import io.thalweg.core.access.DurableAccess;
import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.shard.ShardSettings;
import io.thalweg.core.topic.TopicLimits;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.protocol.amqp.v091.message.KeptHeaders;
import io.thalweg.protocol.kafka.ApiTable;
import io.thalweg.protocol.kafka.KafkaSession;
import io.thalweg.protocol.kafka.records.KafkaCodecs;
import io.thalweg.protocol.kafka.request.DataDirectory;
import io.thalweg.protocol.kafka.request.Endpoint;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import io.thalweg.protocol.kafka.request.RequestStats;
import io.thalweg.server.access.Guest;
import io.thalweg.server.access.Passwords;
import io.thalweg.server.access.Recent;
import io.thalweg.server.admin.AdminListener;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.config.Config;
import io.thalweg.server.config.Durability;
import io.thalweg.server.config.ListenAddress;
import io.thalweg.server.config.OptionalListeners;
import io.thalweg.server.metrics.MetricsListener;
import io.thalweg.server.metrics.Scrape;
import io.thalweg.server.metrics.Scrape.Sessions;
import io.thalweg.server.net.NetSettings;
import io.thalweg.server.net.Server;
import io.thalweg.server.net.SessionFactory;
import io.thalweg.server.net.ShardLoop;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.LocalDisk;
import io.thalweg.storage.local.LocalStorage;
import io.thalweg.storage.local.StorageSettings;
import io.thalweg.storage.ring.RingSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The composition root: one running broker.
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final int NODE_ID = 1;
  private static final int USUAL_PORT = 9092;
  private static final long STOP_MILLIS = 5_000;

  private final Config config;
  private final PrintStream out;
  private final Server server;
  private final ShardLoop loop;
  private final List<Runnable> closing = new ArrayList<>();
  private final Map<String, AgentThread> agents = new LinkedHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private @Nullable Closeable lock;
  private @Nullable LocalStorage storage;
  private volatile boolean failed;

  private Node(Config config, PrintStream out) {
    this.config = config;
    this.out = out;
    this.server =
        new Server(
            new NetSettings(
                config.connections().max(),
                config.connections().idleMillis(),
                config.memory().inboundBytes(),
                config.memory().outboundBytes()));
    this.loop = server.shardLoop(System::currentTimeMillis, this::fail);
  }

  /// Where everything is kept: the disk for a directory.
  public interface Disks {
    Disk open(Path directory) throws IOException;
  }

  /// Starts a broker; returns when every listener is open.
  ///
  /// @param out where start-up lines go
  public static Node start(Config config, PrintStream out) throws StartException {
    return start(config, out, LocalDisk::new);
  }

  /// The same on another kind of disk.
  public static Node start(Config config, PrintStream out, Disks disks) throws StartException {
    Node node = new Node(config, out);
    try {
      node.start(disks);
      return node;
    } catch (StartException e) {
      node.close();
      throw e;
    } catch (IOException | RuntimeException e) {
      node.close();
      throw StartErrors.of(e, config);
    }
  }

  private void start(Disks disks) throws IOException, StartException {
    Disk disk = disks.open(config.data().directory());
    lock = disk.lock();
    LocalStorage opened = open(disk);
    storage = opened;
    Config.Storage memory = config.storage();
    BlockPool blocks = new BlockPool(memory.blockBytes(), memory.blocks());
    long seed = System.nanoTime() ^ System.currentTimeMillis();
    Shard shard = new Shard(shardSettings(seed), blocks, opened.writer(), opened);
    for (Agent agent : opened.agents()) {
      agents.put(agent.role(), new AgentThread(agent, this::fail));
    }
    try (var entries = opened.reader()) {
      shard.replay(
          entries,
          System.currentTimeMillis(),
          named -> {
            try {
              opened.deleteOrphans(named);
            } catch (IOException e) {
              LOG.warn("could not delete files that no record names: {}", e.toString());
            }
          });
    }
    loop.run(shard); // before anything can tell it of durability
    agents.values().forEach(AgentThread::start);
    RequestStats requests = ApiTable.stats(System::nanoTime);
    InetSocketAddress first = listen(shard, requests);
    Passwords passwords = new Passwords(loop::execute, new Recent(System::nanoTime));
    listenForAdministrators(shard.access(), passwords);
    AmqpListeners amqp = new AmqpListeners(config, loop, shard.access(), passwords, seed);
    amqp.open(server, out);
    listenForMetrics(
        Scrape.of(
            server.stats(),
            new Sessions(requests, amqp.stats()),
            opened,
            blocks,
            new Scrape.Core(loop, shard.access(), config.metrics().queues())));
    ready(first);
  }

  private LocalStorage open(Disk disk) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      return LocalStorage.open(disk, storageSettings(), hooks(executor));
    }
  }

  /// Opens the listeners of clients; returns where the first one is.
  private @Nullable InetSocketAddress listen(Shard shard, RequestStats requests)
      throws StartException {
    Config.Topics topics = config.topics();
    KafkaSettings settings =
        new KafkaSettings(
            "thalweg",
            NODE_ID,
            config.kafka().maxRequestBytes(),
            Math.toIntExact(Math.min(config.memory().outboundBytes(), Integer.MAX_VALUE)),
            topics.autoCreate(),
            topics.defaultPartitions(),
            new TopicSettings(
                topics.defaultRetentionMillis(),
                topics.defaultRetentionBytes(),
                config.kafka().maxBatchBytes()),
            volume(config.data().directory()));
    SessionFactory sessions =
        (gateway, to, local, remote) -> {
          Endpoint endpoint = new Endpoint(local.getAddress().getHostAddress(), local.getPort());
          String peer = remote.getAddress().toString();
          ApiTable table = new ApiTable(settings, shard.directory(), endpoint, peer);
          return new KafkaSession(table, gateway, to, config.kafka().maxRequestBytes(), requests);
        };
    InetSocketAddress first = null;
    for (ListenAddress address : config.listeners().kafka()) {
      try {
        InetSocketAddress at = server.listen(address.socketAddress(), loop, sessions);
        out.println("listening kafka " + new ListenAddress(at.getAddress(), at.getPort()));
        first = first == null ? at : first;
      } catch (IOException e) {
        throw StartErrors.port("listeners.kafka", address, e);
      }
    }
    return first;
  }

  private void listenForMetrics(Scrape scrape) throws StartException {
    openOptional(
        "metrics",
        "/metrics",
        config.listeners().metrics(),
        at -> {
          MetricsListener opened = MetricsListener.open(at, scrape);
          closing.add(opened::close);
          return opened.address();
        });
  }

  private void listenForAdministrators(DurableAccess access, Passwords passwords)
      throws StartException {
    Orders orders = new Orders(loop);
    openOptional(
        "admin",
        "/admin/v1",
        config.listeners().admin(),
        at -> {
          AdminListener opened = AdminListener.open(at, access, passwords, orders);
          closing.add(opened::close);
          return opened.address();
        });
  }

  private interface Opening {
    /// Opens a listener; returns the address that it has got.
    InetSocketAddress at(InetSocketAddress wanted) throws IOException;
  }

  private void openOptional(String name, String path, OptionalListeners wanted, Opening opening)
      throws StartException {
    for (ListenAddress address : wanted.at()) {
      try {
        InetSocketAddress at = opening.at(address.socketAddress());
        String shown = new ListenAddress(at.getAddress(), at.getPort()).toString();
        out.println("listening " + name + " " + shown + " (" + path + ")");
      } catch (IOException e) {
        if (!wanted.ifFree()) {
          throw StartErrors.port("listeners." + name, address, e);
        }
        LOG.info(
            "no {}: {}: {}; -X listeners.{}=127.0.0.1:PORT puts it elsewhere",
            path,
            address,
            e.getMessage(),
            name);
      }
    }
  }

  private void ready(@Nullable InetSocketAddress first) {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    out.println("ready in " + (System.currentTimeMillis() - started) + " ms");
    out.println("try:  ./thalweg publish demo hello" + broker(first));
    out.println("      ./thalweg tail demo --from beginning" + broker(first));
    out.flush();
  }

  private interface Space {
    long of(FileStore volume) throws IOException;
  }

  private static DataDirectory volume(Path directory) {
    return new DataDirectory(
        directory.toAbsolutePath().normalize().toString(),
        () -> space(directory, FileStore::getTotalSpace),
        () -> space(directory, FileStore::getUsableSpace));
  }

  private static long space(Path directory, Space asked) {
    try {
      return asked.of(Files.getFileStore(directory));
    } catch (IOException e) {
      return -1;
    }
  }

  /// The option that the commands need if the broker is not where they look for it.
  private static String broker(@Nullable InetSocketAddress at) {
    return at == null || at.getPort() == USUAL_PORT
        ? ""
        : " --broker " + new ListenAddress(at.getAddress(), at.getPort());
  }

  private LocalStorage.Hooks hooks(Executor executor) {
    return new LocalStorage.Hooks(
        loop,
        loop,
        role -> {
          AgentThread agent = agents.get(role);
          if (agent != null) {
            agent.wake();
          }
        },
        line -> LOG.info("{}", line),
        executor);
  }

  private StorageSettings storageSettings() {
    Config.Storage wanted = config.storage();
    int fileBytes = Math.toIntExact(wanted.ringFileBytes());
    int files = Math.toIntExact(wanted.ringBytes() / wanted.ringFileBytes());
    boolean synced = config.data().durability() == Durability.SYNC;
    RingSettings ring = new RingSettings(fileBytes, files, synced);
    return StorageSettings.around(ring, new KafkaCodecs(), config.amqp().maxMessageBytes());
  }

  private ShardSettings shardSettings(long seed) {
    ShardSettings usual = ShardSettings.withSeed(seed);
    TopicLimits topics =
        new TopicLimits(
            config.topics().max(),
            config.topics().maxPartitions(),
            usual.topics().partitionsPerTopic(),
            config.topics().cleanupCheckMillis());
    return new ShardSettings(
            seed, usual.gatherBytes(), usual.maxLiveBatches(), topics, groupLimits(usual.groups()))
        .with(AccessSettings.DEFAULT.with(Guest.USER))
        .opening(new KafkaCodecs())
        .reading(new KeptHeaders());
  }

  private GroupLimits groupLimits(GroupLimits usual) {
    Config.Groups wanted = config.groups();
    return new GroupLimits(
        Math.toIntExact(wanted.minSessionTimeoutMillis()),
        Math.toIntExact(wanted.maxSessionTimeoutMillis()),
        Math.toIntExact(wanted.initialRebalanceDelayMillis()),
        usual.newMemberMillis(),
        usual.maxGroups(),
        usual.maxMembers(),
        usual.maxStatementBytes(),
        usual.maxBytes(),
        usual.maxMetadataBytes(),
        wanted.offsetsRetentionMillis(),
        usual.sweepMillis());
  }

  /// Nothing may be externalised any more: every connection is closed without a reply, and the
  /// process ends.
  private void fail(Throwable why) {
    if (!failed) {
      failed = true;
      LOG.error("stopping, since what was not synced must not be shown: {}", why.toString(), why);
      server.abortConnections();
      closed.countDown();
    }
  }

  /// Whether it stopped, or is about to, since its journal failed.
  public boolean failed() {
    return failed;
  }

  /// Returns when the broker has stopped, by [#close] or by itself.
  ///
  /// @throws StartException if it stopped since its journal failed
  public void awaitClosed() throws InterruptedException, StartException {
    closed.await();
    if (failed) {
      throw new StartException("the journal failed; see the log for the cause", 1);
    }
  }

  @Override
  public void close() {
    if (stopping.getCount() == 0) {
      return;
    }
    stopping.countDown();
    closing.forEach(Runnable::run);
    server.stopListening();
    LocalStorage opened = storage;
    if (opened != null && !failed) {
      awaitIdle(opened);
    }
    server.abortConnections();
    try {
      for (AgentThread agent : agents.values()) {
        agent.stop();
      }
      if (opened != null) {
        opened.close();
      }
      Closeable held = lock;
      if (held != null) {
        held.close();
      }
    } catch (IOException e) {
      LOG.warn("closing: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close(); // last: agents tell its loop what they have done
    closed.countDown();
  }

  /// Waits until what was appended is durable and its replies had a turn to leave.
  private static void awaitIdle(LocalStorage opened) {
    long deadline = System.currentTimeMillis() + STOP_MILLIS;
    while (opened.writer().busy() && System.currentTimeMillis() < deadline) {
      Thread.onSpinWait();
    }
  }
}
