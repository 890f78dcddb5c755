package io.thalweg.core.group;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is durable about a group but its offsets: the last statement counts.
public final class GroupStated extends RecordKind<GroupState> {
  public static final GroupStated V1 = new GroupStated();

  private GroupStated() {
    super(40);
  }

  static void write(Turn turn, Group group) {
    RecordWriter out =
        turn.begin(V1, group.id())
            .putString(group.name())
            .putByte(group.phase().number())
            .putLong(group.sinceMillis())
            .putInt(group.generation())
            .putString(group.protocolType())
            .putString(group.protocol())
            .putString(group.leader())
            .putInt(group.members().size());
    for (Member member : group.members().values()) {
      put(out, member);
    }
    out.end();
  }

  private static void put(RecordWriter out, Member member) {
    String instance = member.instance();
    out.putString(member.id())
        .putByte(instance == null ? 0 : 1)
        .putString(instance == null ? "" : instance)
        .putString(member.clientId())
        .putString(member.host())
        .putInt(member.sessionMillis())
        .putInt(member.rebalanceMillis())
        .putBytes(member.assignment().bytes())
        .putInt(member.protocols().size());
    for (Protocol protocol : member.protocols()) {
      out.putString(protocol.name()).putBytes(protocol.metadata().bytes());
    }
  }

  @Override
  public void apply(RecordReader in, GroupState state) {
    String name = in.getString();
    Phase phase = Phase.of(in.getByte());
    long since = in.getLong();
    int generation = in.getInt();
    String type = in.getString();
    String protocol = in.getString();
    String leader = in.getString();
    int count = in.getInt();
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(member(in));
    }
    state.state(
        new Group(
            in.aggregate(),
            name,
            phase,
            since,
            generation,
            type,
            protocol,
            leader,
            Group.byId(members)),
        in.position());
  }

  private static Member member(RecordReader in) {
    String id = in.getString();
    boolean lasting = in.getByte() != 0;
    String text = in.getString();
    @Nullable String instance = lasting ? text : null;
    String clientId = in.getString();
    String host = in.getString();
    int sessionMillis = in.getInt();
    int rebalanceMillis = in.getInt();
    Opaque assignment = new Opaque(in.getBytes());
    int count = in.getInt();
    List<Protocol> protocols = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      protocols.add(new Protocol(in.getString(), new Opaque(in.getBytes())));
    }
    return new Member(
        id,
        instance,
        clientId,
        host,
        sessionMillis,
        rebalanceMillis,
        List.copyOf(protocols),
        assignment);
  }
}
