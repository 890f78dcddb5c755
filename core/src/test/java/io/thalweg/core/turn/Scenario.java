package io.thalweg.core.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A broker that has one feature only: commands in, records and replies out at once, alarms that
/// ring as time passes. Every record is applied as it is written, and can be applied again.
///
/// @param <S> the feature's durable state
public abstract class Scenario<S extends Restatable> implements Turn, Timers {
  /// One record as it lies in the journal.
  public record Entry<S>(
      RecordKind<S> kind, long aggregate, ByteBuffer body, long position, long time) {
    /// The body as text.
    public String hex() {
      byte[] bytes = new byte[body.limit()];
      body.get(0, bytes);
      return HexFormat.of().formatHex(bytes);
    }
  }

  /// Who asks; replies by request.
  public static final class Asker implements Client {
    public final Map<Long, Reply> replies = new HashMap<>();

    @Override
    public void replied(long request, Reply reply) {
      assertThat(replies.put(request, reply)).as("second reply to %d", request).isNull();
    }
  }

  public final List<Entry<S>> journal = new ArrayList<>();
  public final Asker client = new Asker();
  public S state;
  public long now = 1_000_000;
  private final Chance chance = new Chance(7);
  private final TreeMap<Long, Map.Entry<Long, Command>> alarms = new TreeMap<>();
  private final List<Command> followUps = new ArrayList<>();
  private Client asking = client;
  private long request;
  private long requests;
  private long nextAlarm;
  private final ByteBuffer scratch = ByteBuffer.allocate(2 << 20);
  private final ByteBuffer inPlace = scratch.duplicate();
  private @Nullable List<Entry<S>> captured;
  private long position;

  /// Hands a command to the feature's decider.
  protected abstract void decideOne(Command command);

  /// A state that knows nothing yet.
  protected abstract S fresh();

  /// All that is durable, as text.
  protected abstract String text(S state);

  /// The oldest journal position that replay needs.
  protected long oldestNeeded() {
    return state.oldestStatement();
  }

  /// Whether records of `kind` are read where they lie, so that their reader does not move.
  protected boolean readInPlace(RecordKind<S> kind) {
    return false;
  }

  /// The most journal bytes that deciding `command` may write.
  protected int journalBytes(Command command) {
    return command.journalBytes();
  }

  /// A journal entry begins.
  protected void entryBegan(long atPosition) {}

  /// Gives a command; returns its request number.
  public final long ask(Command command) {
    return ask(command, client);
  }

  public final long ask(Command command, Client from) {
    asking = from;
    request = ++requests;
    nextEntry();
    long mine = request;
    int before = journal.size();
    decide(command);
    assertThat(bytesSince(before)).isLessThanOrEqualTo(journalBytes(command));
    return mine;
  }

  /// Journal positions go on from here.
  protected final void startAt(long from) {
    position = from;
  }

  private void nextEntry() {
    position++;
    scratch.clear();
    entryBegan(position);
  }

  private int bytesSince(int from) {
    int sum = 0;
    for (Entry<S> entry : journal.subList(from, journal.size())) {
      sum += entry.body.remaining() + 14;
    }
    return sum;
  }

  /// Gives a command that is answered at once.
  public final <R extends Reply> R get(Class<R> type, Command command) {
    return reply(type, ask(command));
  }

  public final <R extends Reply> R reply(Class<R> type, long of) {
    assertThat(client.replies).containsKey(of);
    return type.cast(client.replies.get(of));
  }

  public final boolean answered(long of) {
    return client.replies.containsKey(of);
  }

  /// Lets time pass, ringing alarms when they are due.
  public final void pass(long millis) {
    long until = now + millis;
    while (true) {
      Long due = null;
      for (var alarm : alarms.entrySet()) {
        boolean sooner = due == null || alarm.getValue().getKey() < alarms.get(due).getKey();
        if (alarm.getValue().getKey() <= until && sooner) {
          due = alarm.getKey();
        }
      }
      if (due == null) {
        break;
      }
      var alarm = alarms.remove(due);
      now = Math.max(now, alarm.getKey());
      nextEntry();
      decide(alarm.getValue());
    }
    now = until;
  }

  protected final void decide(Command command) {
    decideOne(command);
    while (!followUps.isEmpty()) {
      decideOne(followUps.removeFirst());
    }
  }

  /// What a broker knows that replays the journal from the oldest needed entry on.
  public final S replayed() {
    S again = fresh();
    long from = oldestNeeded();
    for (Entry<S> entry : journal) {
      if (entry.position >= from) {
        apply(entry, again);
      }
    }
    again.replayed();
    return again;
  }

  /// Replay equals life, also when what is older than the oldest statement was overwritten.
  public final void checkReplay() {
    S again = replayed();
    assertThat(text(again)).isEqualTo(text(state));
    assertThat(again.oldestStatement()).isEqualTo(state.oldestStatement());
  }

  /// All alarms are lost, as at a restart.
  protected final void forgetAlarms() {
    alarms.clear();
    nextEntry();
  }

  public final void restateOldest() {
    nextEntry();
    int before = journal.size();
    int allowed = state.restateBytes();
    state.restateOldest(this);
    assertThat(bytesSince(before)).isLessThanOrEqualTo(allowed);
  }

  /// States every aggregate again.
  public final void restateAll() {
    long last = position;
    while (state.oldestStatement() <= last) {
      restateOldest();
    }
  }

  /// What `writer` writes, without making it part of the journal or applying it.
  public final List<Entry<S>> captured(Consumer<Turn> writer) {
    List<Entry<S>> all = new ArrayList<>();
    captured = all;
    writer.accept(this);
    captured = null;
    return all;
  }

  private void apply(Entry<S> entry, S to) {
    ByteBuffer bytes = entry.body;
    RecordReader in = new RecordReader().at(bytes, 0, bytes.limit(), entry.position, 0);
    entry.kind.apply(in.of(entry.aggregate, entry.time), to);
    assertThat(in.remaining()).isEqualTo(readInPlace(entry.kind) ? bytes.limit() : 0);
  }

  @Override
  public final long nowMillis() {
    return now;
  }

  @Override
  public final Chance chance() {
    return chance;
  }

  @Override
  public final Timers timers() {
    return this;
  }

  @Override
  public final long schedule(long dueMillis, Command command) {
    alarms.put(nextAlarm, Map.entry(dueMillis, command));
    return nextAlarm++;
  }

  @Override
  public final void cancel(long timer) {
    alarms.remove(timer);
  }

  public final int alarms() {
    return alarms.size();
  }

  @Override
  @SuppressWarnings("unchecked") // a feature writes kinds of its own state only
  public final RecordWriter begin(RecordKind<?> kind, long aggregate) {
    return new Writer((RecordKind<S>) kind, aggregate);
  }

  @Override
  public final long position() {
    return position;
  }

  @Override
  public final Client client() {
    return asking;
  }

  @Override
  public final long request() {
    return request;
  }

  @Override
  public final void reply(Reply reply) {
    asking.replied(request, reply);
  }

  @Override
  public final void reply(Client to, long of, Reply reply) {
    to.replied(of, reply);
  }

  @Override
  public final void then(Command followUp) {
    followUps.add(followUp);
  }

  private final class Writer implements RecordWriter {
    private final RecordKind<S> kind;
    private final long aggregate;
    private final ByteBuffer out = scratch;
    private final int start = out.position();
    private boolean isInPlace;

    Writer(RecordKind<S> kind, long aggregate) {
      this.kind = kind;
      this.aggregate = aggregate;
    }

    @Override
    public RecordWriter putByte(int value) {
      out.put((byte) value);
      return this;
    }

    @Override
    public RecordWriter putShort(int value) {
      out.putShort((short) value);
      return this;
    }

    @Override
    public RecordWriter putInt(int value) {
      out.putInt(value);
      return this;
    }

    @Override
    public RecordWriter putLong(long value) {
      out.putLong(value);
      return this;
    }

    @Override
    public RecordWriter putString(String value) {
      return putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public RecordWriter putBytes(byte[] value) {
      out.putInt(value.length).put(value);
      return this;
    }

    @Override
    public RecordWriter putRaw(ByteBuffer bytes) {
      out.put(bytes.duplicate());
      return this;
    }

    @Override
    public ByteBuffer inPlace() {
      isInPlace = true;
      return inPlace.clear().position(out.position());
    }

    @Override
    public int offsetInPayload() {
      return out.position();
    }

    @Override
    public RecordWriter patchLong(int offset, long value) {
      out.putLong(start + offset, value);
      return this;
    }

    @Override
    public RecordWriter patchShort(int offset, int value) {
      out.putShort(start + offset, (short) value);
      return this;
    }

    @Override
    public RecordWriter patchInt(int offset, int value) {
      out.putInt(start + offset, value);
      return this;
    }

    @Override
    public void end() {
      out.position(isInPlace ? inPlace.position() : out.position());
      int length = out.position() - start;
      ByteBuffer body = ByteBuffer.allocate(length).put(0, out, start, length);
      Entry<S> entry = new Entry<>(kind, aggregate, body, position, now);
      if (captured != null) {
        captured.add(entry);
        return;
      }
      journal.add(entry);
      apply(entry, state);
    }
  }
}
