package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Timers;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A broker that has nothing but groups: commands in, records and replies out, replayed on demand.
final class GroupScenario implements Turn, Timers {
  record Entry(
      RecordKind<GroupState> kind, long aggregate, ByteBuffer body, long position, long time) {}

  /// Who asks; replies by request.
  static final class Asker implements Client {
    final Map<Long, Reply> replies = new HashMap<>();

    @Override
    public void replied(long request, Reply reply) {
      assertThat(replies.put(request, reply)).as("second reply to %d", request).isNull();
    }
  }

  final List<Entry> journal = new ArrayList<>();
  final Set<Long> deletedPartitions = new HashSet<>();
  final Asker client = new Asker();
  private final GroupLimits limits;
  private final Chance chance = new Chance(7);
  private final TreeMap<Long, Map.Entry<Long, Command>> alarms = new TreeMap<>();
  private final List<Command> followUps = new ArrayList<>();
  GroupState state;
  GroupDecider decider;
  long now = 1_000_000;
  private Client asking = client;
  private long request;
  private long requests;
  private long nextAlarm;
  private long nextId = 100;
  private long position;

  GroupScenario() {
    this(GroupLimits.DEFAULT);
  }

  GroupScenario(GroupLimits limits) {
    this.limits = limits;
    this.state = new GroupState(this::exists);
    open();
  }

  private void open() {
    decider = new GroupDecider(state, limits, _ -> nextId++, this::exists);
    decide(new GroupCommand.Opened());
  }

  private boolean exists(long partition) {
    return partition > 0 && !deletedPartitions.contains(partition);
  }

  /// Gives a command; returns its request number.
  long ask(GroupCommand command) {
    return ask(command, client);
  }

  long ask(GroupCommand command, Client from) {
    asking = from;
    request = ++requests;
    position++;
    long mine = request;
    int before = journal.size();
    decide(command);
    assertThat(bytesSince(before)).isLessThanOrEqualTo(command.journalBytes());
    return mine;
  }

  private int bytesSince(int from) {
    int sum = 0;
    for (Entry entry : journal.subList(from, journal.size())) {
      sum += entry.body.remaining() + 32;
    }
    return sum;
  }

  /// Gives a command that is answered at once.
  <R extends Reply> R get(Class<R> type, GroupCommand command) {
    return reply(type, ask(command));
  }

  <R extends Reply> R reply(Class<R> type, long of) {
    assertThat(client.replies).containsKey(of);
    return type.cast(client.replies.get(of));
  }

  boolean answered(long of) {
    return client.replies.containsKey(of);
  }

  void gone(Client who) {
    decider.clientGone(this, who);
  }

  /// Lets time pass, ringing alarms when they are due.
  void pass(long millis) {
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
      position++;
      decide((GroupCommand) alarm.getValue());
    }
    now = until;
  }

  private void decide(GroupCommand command) {
    decider.decide(this, command);
    while (!followUps.isEmpty()) {
      decider.decide(this, (GroupCommand) followUps.removeFirst());
    }
  }

  /// What a broker knows that replays the journal from the oldest statement on.
  GroupState replayed() {
    GroupState fresh = new GroupState(this::exists);
    long from = state.oldestStatement();
    for (Entry entry : journal) {
      if (entry.position >= from) {
        apply(entry, fresh);
      }
    }
    fresh.replayed();
    return fresh;
  }

  /// Replay equals life, also when what is older than the oldest statement was overwritten.
  void checkReplay() {
    assertThat(dump(replayed())).isEqualTo(dump(state));
    assertThat(replayed().oldestStatement()).isEqualTo(state.oldestStatement());
    assertThat(replayed().bytes()).isEqualTo(state.bytes());
  }

  static String dump(GroupState state) {
    StringBuilder out = new StringBuilder();
    for (Group group : state.groups()) {
      out.append(group).append('\n').append(state.offsets(group.id())).append('\n');
    }
    return out.append(state.count()).toString();
  }

  /// Stops and starts: everything live is lost.
  void restart() {
    checkReplay();
    state = replayed();
    alarms.clear();
    position++;
    open();
  }

  void restateOldest() {
    position++;
    int before = journal.size();
    int allowed = state.restateBytes();
    state.restateOldest(this);
    assertThat(bytesSince(before)).isLessThanOrEqualTo(allowed);
  }

  private static void apply(Entry entry, GroupState state) {
    ByteBuffer bytes = entry.body;
    RecordReader in = new RecordReader().at(bytes, 0, bytes.limit(), entry.position, 0);
    entry.kind.apply(in.of(entry.aggregate, entry.time), state);
    assertThat(in.remaining()).isZero();
  }

  @Override
  public long nowMillis() {
    return now;
  }

  @Override
  public Chance chance() {
    return chance;
  }

  @Override
  public Timers timers() {
    return this;
  }

  @Override
  public long schedule(long dueMillis, Command command) {
    alarms.put(nextAlarm, Map.entry(dueMillis, command));
    return nextAlarm++;
  }

  @Override
  public void cancel(long timer) {
    alarms.remove(timer);
  }

  int alarms() {
    return alarms.size();
  }

  @Override
  @SuppressWarnings("unchecked")
  public RecordWriter begin(RecordKind<?> kind, long aggregate) {
    return new Writer((RecordKind<GroupState>) kind, aggregate);
  }

  @Override
  public Client client() {
    return asking;
  }

  @Override
  public long request() {
    return request;
  }

  @Override
  public void reply(Reply reply) {
    asking.replied(request, reply);
  }

  @Override
  public void reply(Client to, long of, Reply reply) {
    to.replied(of, reply);
  }

  @Override
  public void then(Command followUp) {
    followUps.add(followUp);
  }

  private final class Writer implements RecordWriter {
    private final RecordKind<GroupState> kind;
    private final long aggregate;
    private final ByteBuffer out = ByteBuffer.allocate(1 << 20);

    Writer(RecordKind<GroupState> kind, long aggregate) {
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
    public RecordWriter patchLong(int offset, long value) {
      out.putLong(offset, value);
      return this;
    }

    @Override
    public RecordWriter patchInt(int offset, int value) {
      out.putInt(offset, value);
      return this;
    }

    @Override
    public void end() {
      ByteBuffer body = ByteBuffer.wrap(Arrays.copyOf(out.array(), out.position()));
      Entry entry = new Entry(kind, aggregate, body, position, now);
      journal.add(entry);
      apply(entry, state);
    }
  }
}
