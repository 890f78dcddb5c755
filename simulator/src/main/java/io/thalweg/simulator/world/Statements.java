package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Timers;
import io.thalweg.core.turn.Turn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// All durable state of a shard, as the records that would state it again; the counter of ids left
/// out, which every opening states.
final class Statements implements Turn, RecordWriter {
  private static final int COUNTER = 1;

  private final long nowMillis;
  private final List<String> all = new ArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private String head = "";
  private boolean counter;

  private Statements(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  static List<String> of(Shard shard, long nowMillis) {
    Statements statements = new Statements(nowMillis);
    shard.stateAll(statements);
    return statements.all;
  }

  @Override
  public long nowMillis() {
    return nowMillis;
  }

  @Override
  public RecordWriter begin(RecordKind<?> kind, long aggregate) {
    head = kind.getClass().getSimpleName() + " " + aggregate + " ";
    counter = kind.id() == COUNTER;
    body.reset();
    return this;
  }

  @Override
  public void end() {
    if (!counter) {
      all.add(head + HexFormat.of().formatHex(body.toByteArray()));
    }
  }

  @Override
  public RecordWriter putByte(int value) {
    body.write(value);
    return this;
  }

  @Override
  public RecordWriter putShort(int value) {
    return putByte(value >> 8).putByte(value);
  }

  @Override
  public RecordWriter putInt(int value) {
    return putShort(value >> 16).putShort(value);
  }

  @Override
  public RecordWriter putLong(long value) {
    return putInt((int) (value >> 32)).putInt((int) value);
  }

  @Override
  public RecordWriter putString(String value) {
    return putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public RecordWriter putBytes(byte[] value) {
    putInt(value.length);
    body.writeBytes(value);
    return this;
  }

  @Override
  public RecordWriter putRaw(ByteBuffer bytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RecordWriter patchLong(int offset, long value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RecordWriter patchShort(int offset, int value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RecordWriter patchInt(int offset, int value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Chance chance() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Timers timers() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Client client() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long request() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reply(Reply reply) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reply(Client client, long request, Reply reply) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void then(Command followUp) {
    throw new UnsupportedOperationException();
  }
}
