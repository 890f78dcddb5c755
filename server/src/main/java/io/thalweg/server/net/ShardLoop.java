package io.thalweg.server.net;

import io.netty.channel.EventLoop;
import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Gateway;
import io.thalweg.core.turn.Reply;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The thread of a shard: its event loop reads sockets, and what one iteration brought is ended by
/// one turn. Inputs of other threads are handed over as tasks. The gateway of sessions on this very
/// loop.
public final class ShardLoop implements Gateway, JournalWriter.Listener, SegmentStore.Answers {
  private final EventLoop loop;
  private final Outbound outbound;
  private final LongSupplier clock;
  private final Consumer<Throwable> failed;
  private final AtomicBoolean durableTold = new AtomicBoolean();
  private final Slices slices;
  private final Backpressure backpressure = new Backpressure(() -> shard().whyShort());
  private final LinkedHashSet<Connection> touched = new LinkedHashSet<>();
  private final LinkedHashSet<Connection> paused = new LinkedHashSet<>();
  private volatile long durable;
  private @Nullable Shard shard;
  private @Nullable ScheduledFuture<?> alarm;
  private long alarmAt = Long.MAX_VALUE;
  private boolean turnDue;
  private boolean dead;

  /// @param slices how long `loop` works at a time
  /// @param clock wall time in milliseconds
  /// @param failed is told, once, when nothing may be externalised any more
  ShardLoop(
      EventLoop loop,
      Outbound outbound,
      Slices slices,
      LongSupplier clock,
      Consumer<Throwable> failed) {
    this.loop = loop;
    this.outbound = outbound;
    this.slices = slices;
    this.clock = clock;
    this.failed = failed;
  }

  EventLoop loop() {
    return loop;
  }

  long nowMillis() {
    return clock.getAsLong();
  }

  /// The shard is there. Before any connection.
  public void run(Shard ready) {
    loop.execute(
        () -> {
          shard = ready;
          touch();
        });
  }

  private Shard shard() {
    Shard running = shard;
    if (running == null) {
      throw new IllegalStateException("expected a shard before its inputs");
    }
    return running;
  }

  @Override
  public void submit(Command command, Client client, long request) {
    if (dead) {
      return;
    }
    try {
      shard().submit(command, client, request, clock.getAsLong());
    } catch (RuntimeException | Error e) {
      fail(e); // not the client's fault, so not its connection's end
      return;
    }
    touch();
  }

  @Override
  public void closed(Client client) {
    guarded(shard -> shard.closed(client));
  }

  @Override
  public boolean writable() {
    return shard().writable();
  }

  @Override
  public boolean hasRoom(long bytes) {
    return shard().hasRoom(bytes);
  }

  /// A turn shall end after this iteration of the loop.
  private void touch() {
    if (!turnDue) {
      turnDue = true;
      loop.execute(this::endTurn);
    }
  }

  /// `connection` has bytes to send.
  void sends(Connection connection) {
    touched.add(connection);
    touch();
  }

  /// `connection` waits until its session reads again.
  void pauses(Connection connection) {
    paused.add(connection);
  }

  void forget(Connection connection) {
    touched.remove(connection);
    paused.remove(connection);
  }

  private void endTurn() {
    turnDue = false;
    if (dead || shard == null) {
      return;
    }
    long now = clock.getAsLong();
    outbound.count(now);
    try {
      shard().endTurn(now);
    } catch (RuntimeException | Error e) {
      fail(e);
      return;
    }
    for (Connection connection : touched.toArray(Connection[]::new)) {
      connection.send();
    }
    touched.clear();
    outbound.bound(now);
    if (!paused.isEmpty() && !shard().writable()) {
      outbound.unpin(Long.MAX_VALUE);
    }
    if (!paused.isEmpty()) {
      for (Connection connection : paused.toArray(Connection[]::new)) {
        paused.remove(connection);
        connection.resume();
      }
    }
    backpressure.look(shard().shortage(), System.nanoTime());
    setAlarm();
  }

  /// Now and then, even if nothing happens.
  void sweep() {
    if (shard != null && !dead) {
      backpressure.look(shard().shortage(), System.nanoTime());
    }
  }

  /// How long this thread works at a time.
  public Slices slices() {
    return slices;
  }

  /// When clients had to wait.
  public Backpressure backpressure() {
    return backpressure;
  }

  /// Who waits for the shard to take more must ask; who waits for replies or the socket is woken.
  private void setAlarm() {
    boolean asks = !paused.isEmpty() && !shard().writable();
    long due = asks ? clock.getAsLong() + 1 : shard().nextDueMillis();
    ScheduledFuture<?> pending = alarm;
    if (pending != null && !pending.isDone() && alarmAt <= due) {
      return;
    }
    if (pending != null) {
      pending.cancel(false);
    }
    alarmAt = due;
    if (due != Long.MAX_VALUE) {
      long wait = Math.max(0, due - clock.getAsLong());
      alarm = loop.schedule(this::touch, wait, TimeUnit.MILLISECONDS);
    }
  }

  /// Asks the shard something, on its thread; it must change nothing. On any thread; fails once the
  /// loop has ended.
  public <T> CompletableFuture<T> ask(Function<Shard, T> question) {
    return CompletableFuture.supplyAsync(() -> question.apply(shard()), loop);
  }

  /// Has `command` decided, for nobody's connection; completes once the reply may leave. It must be
  /// one that brings no bytes that are lent. On any thread; fails once the loop has ended.
  public CompletableFuture<Reply> order(Command command) {
    return order(List.of(command), reply -> reply).getFirst();
  }

  /// The same for several, of which nothing comes in between.
  ///
  /// @param taken makes of a reply what outlives it: what is lent with it is not. On the shard's
  ///   thread
  public <T> List<CompletableFuture<T>> order(List<Command> commands, Function<Reply, T> taken) {
    List<CompletableFuture<T>> answers =
        commands.stream().map(_ -> new CompletableFuture<T>()).toList();
    try {
      loop.execute(
          () -> {
            for (int i = 0; i < answers.size(); i++) {
              CompletableFuture<T> answer = answers.get(i);
              submit(commands.get(i), (_, reply) -> answer.complete(taken.apply(reply)), 0);
            }
          });
    } catch (RejectedExecutionException e) {
      answers.forEach(answer -> answer.completeExceptionally(e));
    }
    return answers;
  }

  /// Runs `task` on this thread, before a turn ends. On any thread.
  public void execute(Runnable task) {
    loop.execute(
        () -> {
          task.run();
          touch();
        });
  }

  private void input(Consumer<Shard> input) {
    loop.execute(() -> guarded(input));
  }

  /// Gives the shard an input. What it throws is a programmer's error: nothing may be trusted after
  /// it, so the shard stops.
  private void guarded(Consumer<Shard> input) {
    if (dead) {
      return;
    }
    try {
      input.accept(shard());
    } catch (RuntimeException | Error e) {
      fail(e);
      return;
    }
    touch();
  }

  @Override
  public void durable(long position) {
    durable = position;
    if (durableTold.compareAndSet(false, true)) {
      input(
          shard -> {
            durableTold.set(false);
            shard.durable(durable);
          });
    }
  }

  @Override
  public void lost(Throwable why) {
    loop.execute(() -> fail(why));
  }

  private void fail(Throwable why) {
    if (!dead) {
      dead = true;
      if (shard != null) {
        shard().lost();
      }
      failed.accept(why);
    }
  }

  @Override
  public void arrived(long read, Slice batches) {
    input(shard -> shard.arrived(read, batches));
  }

  @Override
  public void damaged(long read, Damage damage) {
    input(shard -> shard.damaged(read, damage));
  }

  @Override
  public void flushed(FlushPlan plan, List<SegmentInfo> runs) {
    input(shard -> shard.flushed(plan, runs));
  }

  @Override
  public void notFlushed(FlushPlan plan, String why) {
    input(shard -> shard.notFlushed(plan));
  }

  @Override
  public void merged(MergePlan plan, List<SegmentInfo> runs) {
    input(shard -> shard.merged(plan, runs));
  }

  @Override
  public void notMerged(MergePlan plan, long damaged, String why) {
    input(shard -> shard.notMerged(plan, damaged));
  }

  @Override
  public void space(boolean full) {
    input(shard -> shard.space(full));
  }
}
