package io.thalweg.bench.nothing;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One connection of [NullAmqpServer], on a thread of its own: takes a frame, answers it, takes the
/// next. Confirms, and what consumers get, leave when no whole frame is left.
final class NullAmqpConnection implements Runnable {
  /// Who gets the messages of a queue.
  record Consumer(NullAmqpConnection connection, int channel, String tag) {}

  private static final int FRAME_BYTES = 8;
  private static final int HEAD_BYTES = 7;
  private static final int METHOD = 1;
  private static final int METHOD_BYTES = 4;
  private static final int BUFFER_BYTES = 1 << 20;

  private final NullAmqpServer broker;
  private final SocketChannel socket;
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Set<NullAmqpConnection> told = new LinkedHashSet<>();

  /// Messages that were published, by channel.
  private final Map<Integer, Long> published = new LinkedHashMap<>();

  private final Map<Integer, Long> confirmed = new LinkedHashMap<>();
  private ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private long deliveries;
  private int turn;

  NullAmqpConnection(NullAmqpServer broker, SocketChannel socket) {
    this.broker = broker;
    this.socket = socket;
  }

  @Override
  public void run() {
    try (socket) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      need(8);
      in.position(in.position() + 8); // the protocol's header
      start();
      flush();
      boolean goesOn = true;
      while (goesOn) {
        need(HEAD_BYTES);
        need(HEAD_BYTES + in.getInt(in.position() + 3) + 1);
        goesOn = take();
        if (!isWhole()) {
          confirm();
          flushAll();
        }
      }
    } catch (EOFException gone) {
      // the client is done
    } catch (IOException e) {
      System.err.println("null broker: " + e.getMessage());
    } finally {
      broker.gone(this);
    }
  }

  private void flushAll() throws IOException {
    told.add(this);
    for (NullAmqpConnection each : told) {
      each.flush();
    }
    told.clear();
  }

  private boolean isWhole() {
    int left = in.remaining();
    return left >= HEAD_BYTES && left >= FRAME_BYTES + in.getInt(in.position() + 3);
  }

  /// Reads until so many bytes are there, as many as come at once.
  private void need(int bytes) throws IOException {
    if (in.remaining() >= bytes) {
      return;
    }
    if (in.capacity() - in.position() < bytes) {
      if (in.capacity() < bytes) {
        in = ByteBuffer.allocateDirect(2 * bytes).put(in).flip();
      } else {
        in.compact().flip();
      }
    }
    int from = in.position();
    in.position(in.limit()).limit(in.capacity());
    while (in.position() - from < bytes) {
      if (socket.read(in) < 0) {
        throw new EOFException();
      }
    }
    in.flip().position(from);
  }

  private boolean take() throws IOException {
    int at = in.position();
    int channel = in.getShort(at + 1) & 0xffff;
    int bytes = in.getInt(at + 3);
    if (in.get(at) != METHOD) {
      in.position(at + FRAME_BYTES + bytes); // a heartbeat
      return true;
    }
    int group = in.getShort(at + HEAD_BYTES);
    int method = in.getShort(at + HEAD_BYTES + 2);
    int arguments = at + HEAD_BYTES + METHOD_BYTES;
    if (group == 60 && method == 40) {
      publish(channel, bytes);
      return true;
    }
    in.position(at + FRAME_BYTES + bytes);
    return asked(channel, group * 1000 + method, arguments);
  }

  private boolean asked(int channel, int key, int at) throws IOException {
    switch (key) {
      case 10_011 ->
          answer(
              0, 10, 30, ByteBuffer.allocate(8).putShort((short) 2047).putInt(131_072).position(8));
      case 10_031, 60_080, 60_090, 60_120 -> {} // tune-ok, ack, reject, nack: no answer
      case 10_040 -> answer(0, 10, 41, ByteBuffer.allocate(1).position(1));
      case 20_010 -> answer(channel, 20, 11, ByteBuffer.allocate(4).position(4));
      case 50_010 -> answer(channel, 50, 11, text(string(at + 2), 8));
      case 50_020 -> {
        String queue = string(at + 2);
        int exchange = at + 3 + length(at + 2);
        broker.bind(string(exchange + 1 + length(exchange)), queue);
        answer(channel, 50, 21, ByteBuffer.allocate(0));
      }
      case 60_020 -> {
        String tag = string(at + 3 + length(at + 2));
        String named = tag.isEmpty() ? "tag-" + System.identityHashCode(this) + "-" + at : tag;
        answer(channel, 60, 21, text(named, 0));
        broker.ofQueue(string(at + 2)).add(new Consumer(this, channel, named));
      }
      case 60_030 -> answer(channel, 60, 31, text(string(at), 0));
      case 50_030, 50_040 ->
          answer(channel, key / 1000, key % 1000 + 1, ByteBuffer.allocate(4).position(4));
      default -> answer(channel, key / 1000, key % 1000 + 1, ByteBuffer.allocate(0));
    }
    return key != 10_050;
  }

  private int length(int at) {
    return in.get(at) & 0xff;
  }

  private String string(int at) {
    byte[] bytes = new byte[length(at)];
    in.get(at + 1, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static ByteBuffer text(String text, int more) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + bytes.length + more)
        .put((byte) bytes.length)
        .put(bytes)
        .position(1 + bytes.length + more);
  }

  /// Version 0-9, no properties but confirms, PLAIN, en_US.
  private void start() throws IOException {
    ByteBuffer arguments = ByteBuffer.allocate(256).put((byte) 0).put((byte) 9);
    byte[] name = "capabilities".getBytes(StandardCharsets.UTF_8);
    byte[] confirms = "publisher_confirms".getBytes(StandardCharsets.UTF_8);
    int inner = 1 + confirms.length + 2;
    arguments.putInt(1 + name.length + 1 + 4 + inner);
    arguments.put((byte) name.length).put(name).put((byte) 'F').putInt(inner);
    arguments.put((byte) confirms.length).put(confirms).put((byte) 't').put((byte) 1);
    for (String each : List.of("PLAIN", "en_US")) {
      byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
      arguments.putInt(bytes.length).put(bytes);
    }
    answer(0, 10, 10, arguments);
  }

  /// @param arguments from their beginning to their position
  private void answer(int channel, int group, int method, ByteBuffer arguments) throws IOException {
    synchronized (out) {
      room(FRAME_BYTES + METHOD_BYTES + arguments.position());
      head(channel, group, method, arguments.position());
      out.put(arguments.flip()).put((byte) 0xce);
    }
  }

  private void head(int channel, int group, int method, int bytes) {
    out.put((byte) METHOD).putShort((short) channel).putInt(METHOD_BYTES + bytes);
    out.putShort((short) group).putShort((short) method);
  }

  private void room(int bytes) throws IOException {
    if (out.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    synchronized (out) {
      out.flip();
      while (out.hasRemaining()) {
        socket.write(out);
      }
      out.clear();
    }
  }

  /// A message, which begins at the position with its method; waits for all of it.
  private void publish(int channel, int methodBytes) throws IOException {
    int header = FRAME_BYTES + methodBytes;
    need(header + HEAD_BYTES);
    need(header + FRAME_BYTES + in.getInt(in.position() + header + 3));
    long left = in.getLong(in.position() + header + HEAD_BYTES + 4);
    int end = header + FRAME_BYTES + in.getInt(in.position() + header + 3);
    while (left > 0) {
      need(end + HEAD_BYTES);
      int bytes = in.getInt(in.position() + end + 3);
      need(end + FRAME_BYTES + bytes);
      end += FRAME_BYTES + bytes;
      left -= bytes;
    }
    published.merge(channel, 1L, Long::sum);
    int at = in.position();
    int exchange = at + HEAD_BYTES + METHOD_BYTES + 2;
    int key = exchange + 1 + length(exchange);
    List<Consumer> consumers = broker.of(string(key));
    if (!consumers.isEmpty()) {
      Consumer to = consumers.get(Math.floorMod(turn++, consumers.size()));
      int names = key + 1 + length(key) - exchange;
      to.connection.deliver(to, in.slice(exchange, names), in.slice(at + header, end - header));
      told.add(to.connection);
    }
    in.position(at + end);
  }

  /// @param names exchange and routing key
  /// @param content frames of header and body
  private void deliver(Consumer to, ByteBuffer names, ByteBuffer content) throws IOException {
    byte[] tag = to.tag.getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      int arguments = 1 + tag.length + 9 + names.remaining();
      room(FRAME_BYTES + METHOD_BYTES + arguments + content.remaining());
      head(to.channel, 60, 60, arguments);
      out.put((byte) tag.length).put(tag).putLong(++deliveries).put((byte) 0);
      out.put(names).put((byte) 0xce);
      int from = out.position();
      out.put(content);
      for (int at = from; at < out.position(); at += FRAME_BYTES + out.getInt(at + 3)) {
        out.putShort(at + 1, (short) to.channel);
      }
    }
  }

  private void confirm() throws IOException {
    for (Map.Entry<Integer, Long> channel : published.entrySet()) {
      if (!channel.getValue().equals(confirmed.put(channel.getKey(), channel.getValue()))) {
        ByteBuffer tag = ByteBuffer.allocate(9).putLong(channel.getValue()).put((byte) 1);
        answer(channel.getKey(), 60, 80, tag);
      }
    }
  }
}
