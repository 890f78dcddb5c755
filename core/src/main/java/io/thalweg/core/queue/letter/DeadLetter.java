package io.thalweg.core.queue.letter;

import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.core.queue.Note;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.source.EventSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A copy of a dead event on its way to the exchange for dead letters, part by part. To be used
/// again for the next one.
///
/// It has the headers of the event, but its time to live and where it was published to, and one
/// more that tells of this: [DeadLetterHeader]; an earlier one in the same queue for the same
/// reason becomes this one. What cannot be read as events is one letter for each batch, whose value
/// the batch is, as it is stored, and with one header more: [#EVENTS_HEADER].
public final class DeadLetter implements Message {
  /// Name of the header that says, in decimal digits, of how many offsets nothing can be read.
  public static final String EVENTS_HEADER = "thalweg.unreadable";

  /// Most bytes of one part of a batch.
  static final int PART_BYTES = 480 << 10;

  private static final int MOST_HEADER_BYTES = 512 << 10;
  private static final byte[] TTL = utf8(EventMarks.TTL_HEADER);
  private static final byte[] DEATH = utf8(DeadLetterHeader.NAME);
  private static final byte[] KEY = utf8(EventMarks.KEY_HEADER);
  private static final byte[] EXCHANGE = utf8(EventMarks.EXCHANGE_HEADER);

  private final EventHeaders headers = new EventHeaders(MOST_HEADER_BYTES);
  private final EventHeaders none = new EventHeaders(0);
  private final List<DeadLetterHeader> deaths = new ArrayList<>();
  private final MessageHeaders known;
  private Headers routed = Headers.NONE;
  private String exchange = "";
  private List<String> keys = List.of();
  private int priority;
  private @Nullable ByteBuffer key;
  private @Nullable ByteBuffer value;

  /// The parts of the value behind the first.
  private final List<ByteBuffer> following = new ArrayList<>(0);

  private Part part = Part.ONLY;

  /// @param known what the event's protocol knows of it
  public DeadLetter(MessageHeaders known) {
    this.known = known;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The event that `from` stands on died in `queue`, since `why`, at `nowMillis`. False if its
  /// headers are too many.
  public boolean of(EventSource from, Queue queue, Note.Death why, long nowMillis, int level) {
    following.clear();
    from.parts().forEach(each -> following.add(each.view()));
    part = following.isEmpty() ? Part.ONLY : Part.FIRST;
    priority = level;
    return of(from.cursor(), queue, why, nowMillis, from.cursor().offset());
  }

  /// What `from` has stored, and `queue` cannot read from `offset` on.
  public boolean ofBatch(EventSource from, Queue queue, long nowMillis, int level, long offset) {
    Slice batch = from.stored();
    if (batch == null) {
      return false;
    }
    following.clear();
    for (int at = 0; at < batch.length(); at += PART_BYTES) {
      int bytes = Math.min(PART_BYTES, batch.length() - at);
      following.add(new Slice(batch.block(), batch.offset() + at, bytes).view());
    }
    value = following.removeFirst();
    key = null;
    part = following.isEmpty() ? Part.ONLY : Part.FIRST;
    priority = level;
    deaths.clear();
    headers.clear();
    Failing failing = queue.settings().failure();
    String name = queue.name().name();
    deaths.add(
        new DeadLetterHeader(Note.Death.UNREADABLE, 1, nowMillis, name, "", "", -1, level, offset));
    exchange = Objects.requireNonNullElse(failing.deadLetterExchange(), "");
    keys = List.of(Objects.requireNonNullElse(failing.deadLetterKey(), ""));
    routed = Headers.NONE;
    String events = Long.toString(from.endOfBatch() - offset);
    return writeOwn()
        && headers.add(ByteBuffer.wrap(utf8(EVENTS_HEADER)), ByteBuffer.wrap(utf8(events)));
  }

  /// `message`, which has one part, does not come into `queue`, since `why`, at `nowMillis`. False
  /// if its headers are too many.
  public boolean of(Message message, Queue queue, Note.Death why, long nowMillis) {
    ByteBuffer bytes = ByteBuffer.allocate(BatchHeader.BYTES + 64 + message.bytes());
    BatchBuilder batch = new BatchBuilder().begin(bytes);
    int marks = message.ttlMillis() < 0 ? 0 : EventMarks.EXPIRES;
    batch.add(nowMillis, marks, message.key(), message.value(), message.recordHeaders());
    batch.end();
    EventCursor event = new EventCursor().over(bytes, 0);
    following.clear();
    part = Part.ONLY;
    priority = message.priority();
    return event.next() && of(event, queue, why, nowMillis, -1);
  }

  /// @param offset where it lay in the partition of its priority; -1: nowhere
  private boolean of(EventCursor event, Queue queue, Note.Death why, long nowMillis, long offset) {
    String cameTo = "";
    String cameBy = "";
    long ttl = -1;
    deaths.clear();
    headers.clear();
    event.rewindHeaders();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; event.nextHeader(); i++) {
      if (event.isNamed(TTL)) {
        ttl =
            event.headerValueLength() == Long.BYTES
                ? event.buffer().getLong(event.headerValueAt())
                : -1;
      } else if (event.isNamed(DEATH)) {
        DeadLetterHeader death = DeadLetterHeader.read(valueOf(event));
        if (death != null) {
          deaths.add(death);
        }
      } else if (event.isNamed(KEY)) {
        cameBy = text(event);
      } else if (event.isNamed(EXCHANGE)) {
        cameTo = text(event);
      } else {
        kept.add(i);
      }
    }
    Failing failing = queue.settings().failure();
    String name = queue.name().name();
    int partition = offset < 0 ? -1 : priority;
    die(new DeadLetterHeader(why, 1, nowMillis, name, cameTo, cameBy, ttl, partition, offset));
    exchange = Objects.requireNonNullElse(failing.deadLetterExchange(), "");
    keys = keys(event, failing.deadLetterKey(), cameBy);
    routed = known.of(event);
    key = event.keyLength() < 0 ? null : event.buffer().slice(event.keyAt(), event.keyLength());
    value =
        event.valueLength() < 0 ? null : event.buffer().slice(event.valueAt(), event.valueLength());
    return write(event, kept);
  }

  private List<String> keys(EventCursor event, @Nullable String own, String cameBy) {
    if (own != null) {
      return List.of(own);
    }
    List<String> all = new ArrayList<>(List.of(cameBy));
    all.addAll(known.keys(event));
    return all;
  }

  /// The newest comes first.
  private void die(DeadLetterHeader newest) {
    DeadLetterHeader same = null;
    for (DeadLetterHeader each : deaths) {
      same = each.isLike(newest) ? each : same;
    }
    deaths.remove(same);
    deaths.addFirst(same == null ? newest : same.again(newest));
  }

  private boolean write(EventCursor event, List<Integer> kept) {
    boolean fits = writeOwn();
    event.rewindHeaders();
    for (int i = 0; event.nextHeader(); i++) {
      if (kept.contains(i)) {
        ByteBuffer name = event.buffer().slice(event.nameAt(), event.nameLength());
        fits &= headers.add(name, event.headerValueLength() < 0 ? null : valueOf(event));
      }
    }
    return fits;
  }

  /// Deaths, and where it goes.
  private boolean writeOwn() {
    boolean fits = true;
    for (DeadLetterHeader death : deaths) {
      fits &= headers.add(ByteBuffer.wrap(DEATH), ByteBuffer.wrap(death.bytes()));
    }
    fits &= headers.add(ByteBuffer.wrap(EXCHANGE), ByteBuffer.wrap(utf8(exchange)));
    fits &= headers.add(ByteBuffer.wrap(KEY), ByteBuffer.wrap(utf8(keys.getFirst())));
    return fits;
  }

  /// How many parts it has.
  public int parts() {
    return 1 + following.size();
  }

  /// Goes on with part `index`.
  public void next(int index) {
    key = null;
    value = following.get(index - 1);
    part = index < following.size() ? Part.MIDDLE : Part.LAST;
  }

  /// Whether it was in that queue before, and nobody has rejected it since: it would go round for
  /// ever.
  public boolean goesRound(String queue) {
    boolean rejected = false;
    for (DeadLetterHeader death : deaths) {
      rejected |= death.why() == Note.Death.REJECTED;
      if (death.queue().equals(queue)) {
        return !rejected;
      }
    }
    return false;
  }

  private static ByteBuffer valueOf(EventCursor event) {
    int length = Math.max(0, event.headerValueLength());
    return event.buffer().slice(event.headerValueAt(), length);
  }

  private static String text(EventCursor event) {
    return StandardCharsets.UTF_8.decode(valueOf(event)).toString();
  }

  @Override
  public String exchange() {
    return exchange;
  }

  @Override
  public List<String> keys() {
    return keys;
  }

  @Override
  public Headers headers() {
    return routed;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public long ttlMillis() {
    return -1;
  }

  @Override
  public @Nullable ByteBuffer key() {
    return key;
  }

  @Override
  public @Nullable ByteBuffer value() {
    return value;
  }

  @Override
  public EventHeaders recordHeaders() {
    return part == Part.ONLY || part == Part.FIRST ? headers : none;
  }

  @Override
  public Part part() {
    return part;
  }

  @Override
  public int bytes() {
    ByteBuffer ownKey = key;
    ByteBuffer own = value;
    int keyBytes = ownKey == null ? 0 : ownKey.remaining();
    return 64 + keyBytes + (own == null ? 0 : own.remaining()) + recordHeaders().bytes();
  }
}
