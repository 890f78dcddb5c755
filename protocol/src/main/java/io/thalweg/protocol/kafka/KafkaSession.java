package io.thalweg.protocol.kafka;

import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Gateway;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Answer;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.RequestHeader;
import io.thalweg.protocol.kafka.request.RequestStats;
import io.thalweg.protocol.wire.Out;
import io.thalweg.protocol.wire.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/// One Kafka connection: frames in, requests to their handlers, answers out in the order of the
/// requests. Later requests are decided while earlier ones wait for the journal.
public final class KafkaSession implements Session, Client, KafkaRequest.Origin {
  /// Requests under way on one connection; beyond that its socket is not read.
  private static final int MAX_UNDER_WAY = 256;

  /// A reply's number: the request's in the upper bits, the command's in the lower.
  private static final int COMMAND_BITS = 24;

  private static final int LENGTH_BYTES = 4;
  private static final int API_KEY_BYTES = 2;

  /// Largest request that is not Produce: the others carry no events.
  private static final int MAX_CONTROL_BYTES = 4 << 20;

  /// The first bytes of what is not Kafka, read as a length.
  private static final Set<Integer> HTTP =
      Stream.of("GET ", "POST", "PUT ", "HEAD", "DELE", "OPTI", "PATC", "CONN", "TRAC", "PRI ")
          .map(verb -> ByteBuffer.wrap(verb.getBytes(StandardCharsets.US_ASCII)).getInt())
          .collect(Collectors.toUnmodifiableSet());

  private static final int TLS_HANDSHAKE = 0x1603;

  /// Whose answers may be many times larger than their requests, or take long to make: a connection
  /// has one at a time.
  private static final Set<ApiKeys> LARGE =
      EnumSet.of(
          ApiKeys.FETCH,
          ApiKeys.LIST_OFFSETS,
          ApiKeys.METADATA,
          ApiKeys.CREATE_TOPICS,
          ApiKeys.DESCRIBE_GROUPS,
          ApiKeys.LIST_GROUPS,
          ApiKeys.OFFSET_FETCH,
          ApiKeys.DESCRIBE_CONFIGS,
          ApiKeys.DESCRIBE_LOG_DIRS,
          ApiKeys.DESCRIBE_PRODUCERS,
          ApiKeys.LIST_CONFIG_RESOURCES);

  private final ApiTable table;
  private final Gateway gateway;
  private final Out out;
  private final int maxRequestBytes;
  private final RequestStats stats;
  private final ArrayDeque<KafkaRequest> underWay = new ArrayDeque<>();
  private final @Nullable KafkaRequest[] byNumber = new KafkaRequest[MAX_UNDER_WAY];
  private long nextNumber;
  private int needs = LENGTH_BYTES;
  private boolean awaitsLarge;
  private boolean writable = true;
  private boolean closed;

  /// A session with handlers of its own in `table`.
  public KafkaSession(
      ApiTable table, Gateway gateway, Out out, int maxRequestBytes, RequestStats stats) {
    this.table = table;
    this.gateway = gateway;
    this.out = out;
    this.maxRequestBytes = maxRequestBytes;
    this.stats = stats;
  }

  @Override
  public int received(ByteBuffer in, long nowMillis) {
    int start = in.position();
    int end = in.limit();
    int at = start;
    needs = LENGTH_BYTES;
    while (!closed && reading() && end - at >= LENGTH_BYTES) {
      int length = in.getInt(at);
      String refusal = refusal(in, at, end, length);
      if (refusal != null) {
        close(refusal);
        break;
      }
      needs = LENGTH_BYTES + length;
      if (end - at < needs) {
        break;
      }
      in.limit(at + needs).position(at + LENGTH_BYTES);
      frame(in);
      at += needs;
      in.limit(end);
      needs = LENGTH_BYTES;
    }
    in.position(start);
    return at - start;
  }

  /// Why a frame of `length` is not received, as far as its first bytes tell; or null.
  private @Nullable String refusal(ByteBuffer in, int at, int end, int length) {
    if (HTTP.contains(length)) {
      return "HTTP was sent to a Kafka port";
    }
    if (length >>> 16 == TLS_HANDSHAKE) {
      return "TLS was sent to a Kafka port without TLS";
    }
    boolean keyed = end - at >= LENGTH_BYTES + API_KEY_BYTES;
    boolean produce = !keyed || in.getShort(at + LENGTH_BYTES) == ApiKeys.PRODUCE.id;
    int most = produce ? maxRequestBytes : Math.min(maxRequestBytes, MAX_CONTROL_BYTES);
    return length >= 0 && length <= most
        ? null
        : "expected a request of 0 to " + most + " bytes, but its length is " + length;
  }

  private void frame(ByteBuffer in) {
    try {
      RequestHeader header = RequestHeader.read(in);
      Handler handler = table.handler(header.api(), header.version());
      if (handler == null) {
        close(header.api().name + " version " + header.version() + " is not supported");
        return;
      }
      KafkaRequest request = new KafkaRequest(this, header, nextNumber++, stats.now(), in);
      underWay.add(request);
      awaitsLarge = LARGE.contains(header.api());
      byNumber[slot(request.number())] = request;
      handler.handle(request);
      request.handled();
    } catch (RuntimeException e) {
      close("malformed request: " + e);
    }
  }

  private static int slot(long number) {
    return (int) (number % MAX_UNDER_WAY);
  }

  @Override
  public void submit(KafkaRequest request, int at, Command command) {
    gateway.submit(command, this, request.number() << COMMAND_BITS | at);
  }

  @Override
  public void replied(long number, Reply reply) {
    if (closed) {
      return;
    }
    KafkaRequest request = byNumber[slot(number >>> COMMAND_BITS)];
    if (request != null && request.number() == number >>> COMMAND_BITS) {
      try {
        request.replied((int) number & ((1 << COMMAND_BITS) - 1), reply);
      } catch (RuntimeException e) {
        close("could not answer " + request.api().name + ": " + e);
      }
    }
  }

  @Override
  public void answered(KafkaRequest request) {
    if (closed) {
      drop(request);
      return;
    }
    boolean any = false;
    KafkaRequest first = underWay.peek();
    while (first != null && !closed) {
      Answer answer = first.answer();
      if (answer == null) {
        break;
      }
      underWay.remove();
      byNumber[slot(first.number())] = null;
      awaitsLarge &= !LARGE.contains(first.api());
      try {
        write(first, answer);
        stats.answered(first.api(), answer.error(), first.began());
      } finally {
        answer.release();
      }
      any = true;
      first = underWay.peek();
    }
    if (any && !closed) {
      out.flush();
    }
  }

  private void write(KafkaRequest request, Answer answer) {
    if (request.isSilent()) {
      return;
    }
    boolean tagged = request.api().responseHeaderVersion(request.version()) >= 1;
    int header = tagged ? 5 : 4;
    ByteBuffer room = out.room(LENGTH_BYTES + header);
    room.putInt(header + answer.bytes()).putInt(request.correlation());
    if (tagged) {
      room.put((byte) 0);
    }
    out.advance(room);
    answer.write(out);
  }

  @Override
  public void close(String why) {
    if (!closed) {
      closed();
      out.close(why);
    }
  }

  @Override
  public int needs() {
    return needs;
  }

  @Override
  public void writable(boolean yes) {
    writable = yes;
  }

  @Override
  public long spare() {
    return out.spare();
  }

  /// Nothing is read behind what is answered largely.
  @Override
  public boolean reading() {
    return writable && !awaitsLarge && underWay.size() < MAX_UNDER_WAY && gateway.writable();
  }

  @Override
  public void due(long nowMillis) {}

  @Override
  public void closed() {
    if (closed) {
      return;
    }
    closed = true;
    gateway.closed(this);
    underWay.forEach(KafkaSession::drop);
    underWay.clear();
  }

  private static void drop(KafkaRequest request) {
    Answer answer = request.answer();
    if (answer != null) {
      answer.release();
    }
  }
}
