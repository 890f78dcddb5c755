package io.thalweg.checks.fuzz;

import io.thalweg.checks.fuzz.Tally.Fate;
import io.thalweg.core.base.Chance;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection after the other, on which frames go out in small bursts. Behind each burst goes a
/// request that is sound: once its answer is there, every frame before it must have got its own.
final class Lane {
  /// Within this everything is answered that waits for nothing, or its connection closed.
  private static final int LIMIT_MILLIS = 20_000;

  /// What may wait is left alone after this.
  private static final int PATIENCE_MILLIS = 150;

  /// Its part of a round; generous, since machines of tests are busy.
  private static final long ROUND_NANOS = TimeUnit.MINUTES.toNanos(2);

  private static final int BURST = 5;

  /// Larger bursts might fill the sockets in both directions, since nothing is read meanwhile.
  private static final int MAX_BYTES = 64 << 10;

  private static final int MAX_ANSWER_BYTES = 64 << 20;

  /// ApiVersions, version 0, without a client id.
  private static final byte[] SOUND = {0, 0, 0, 10, 0, 18, 0, 0, 0x55, 0x44, 0x33, 0x22, -1, -1};

  private static final int SOUND_ID = 0x55443322;

  private final int port;
  private final Shots shots;
  private final Supplier<World> world;
  private final Tally tally;
  private @Nullable Socket socket;
  private @Nullable DataInputStream in;

  /// The frames under way, and how many of them are accounted for.
  private final List<Shot> burst = new ArrayList<>();

  private int done;
  private volatile List<Shot> underWay = List.of();

  Lane(int port, Shots shots, Supplier<World> world, Tally tally) {
    this.port = port;
    this.shots = shots;
    this.world = world;
    this.tally = tally;
  }

  /// Sends the frames numbered `first`, `first + step` and so on, below `end`.
  void run(long first, long step, long end) throws IOException {
    List<Shot> lost = List.of();
    long next = first;
    long began = System.nanoTime();
    while (next < end || !lost.isEmpty()) {
      if (System.nanoTime() - began > ROUND_NANOS) {
        throw new AssertionError("too slow, at frame " + next);
      }
      burst.clear();
      burst.addAll(lost);
      int wanted = 1 + new Chance(next).nextInt(BURST);
      int bytes = 0;
      while (burst.size() < wanted && next < end && bytes < MAX_BYTES && isFramed()) {
        burst.add(shots.shot(next, world.get()));
        next += step;
        bytes += burst.getLast().frame().length;
      }
      done = 0;
      underWay = List.copyOf(burst);
      fire();
      lost = List.copyOf(burst.subList(done, burst.size()));
    }
    close();
  }

  /// What it has sent last.
  List<Shot> underWay() {
    return underWay;
  }

  private boolean isFramed() {
    return burst.isEmpty() || burst.getLast().isFramed();
  }

  private void fire() throws IOException {
    try {
      send();
      boolean open = true;
      while (open) {
        open = answer();
      }
    } catch (SocketTimeoutException e) {
      leave();
    } catch (EOFException | SocketException e) {
      closed();
    }
  }

  private void send() throws IOException {
    Socket current = socket;
    if (current == null) {
      current = new Socket();
      current.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
      current.setTcpNoDelay(true);
      socket = current;
      in = new DataInputStream(new BufferedInputStream(current.getInputStream(), 1 << 16));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    burst.forEach(shot -> bytes.writeBytes(shot.frame()));
    if (isFramed()) {
      bytes.writeBytes(SOUND);
    }
    current.getOutputStream().write(bytes.toByteArray());
    if (!isFramed()) {
      current.shutdownOutput();
    }
  }

  /// Reads one answer; false if it is the last one.
  private boolean answer() throws IOException {
    Socket current = socket;
    DataInputStream from = in;
    if (current == null || from == null) {
      throw new EOFException();
    }
    current.setSoTimeout(isWaiting() ? PATIENCE_MILLIS : LIMIT_MILLIS);
    int length = from.readInt();
    if (length < Integer.BYTES || length > MAX_ANSWER_BYTES) {
      throw new AssertionError("an answer of " + length + " bytes to " + burst);
    }
    int correlation = from.readInt();
    from.skipNBytes(length - Integer.BYTES);
    for (int at = done; at < burst.size(); at++) {
      if (burst.get(at).isAnsweredBy(correlation)) {
        silent(at);
        finish(Fate.ANSWERED);
        return true;
      }
    }
    if (!isFramed()) {
      return true; // to what its end was taken for
    }
    if (correlation != SOUND_ID) {
      throw new AssertionError("an answer to nothing, after " + burst);
    }
    silent(burst.size());
    return false;
  }

  /// Whether the next frame that asked for an answer may wait for it.
  private boolean isWaiting() {
    int next = done;
    while (next < burst.size() && burst.get(next).maySayNothing()) {
      next++;
    }
    return next < burst.size() && burst.get(next).mayWait();
  }

  /// Those before `end` had no answer.
  private void silent(int end) {
    while (done < end) {
      if (!burst.get(done).maySayNothing()) {
        throw new AssertionError("never answered: " + burst.get(done) + " among " + burst);
      }
      finish(Fate.SILENT);
    }
  }

  private void finish(Fate fate) {
    tally.add(burst.get(done++).api(), fate);
  }

  /// The broker has closed: because of the first frame that has no answer, if not of a silent one.
  private void closed() throws IOException {
    close();
    if (done < burst.size()) {
      finish(Fate.CLOSED);
    } else if (isFramed()) {
      throw new AssertionError("closed, though all was answered: " + burst);
    }
  }

  /// Nothing came for long.
  private void leave() throws IOException {
    close();
    if (!isWaiting()) {
      throw new AssertionError("hangs: frame " + done + " of " + burst);
    }
    finish(Fate.WAITING);
  }

  private void close() throws IOException {
    Socket current = socket;
    if (current != null) {
      current.close();
    }
    socket = null;
    in = null;
  }
}
