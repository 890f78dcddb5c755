package io.thalweg.core.group;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Members left a group or fell silent: what is left prepares the next generation.
public final class MembersRemoved extends RecordKind<GroupState> {
  public static final MembersRemoved V1 = new MembersRemoved();

  private MembersRemoved() {
    super(44);
  }

  static void write(Turn turn, long group, Collection<String> members) {
    RecordWriter out = turn.begin(V1, group).putLong(turn.nowMillis()).putInt(members.size());
    for (String member : members) {
      out.putString(member);
    }
    out.end();
  }

  @Override
  public void apply(RecordReader in, GroupState state) {
    long nowMillis = in.getLong();
    int count = in.getInt();
    List<String> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(in.getString());
    }
    state.removeMembers(in.aggregate(), members, nowMillis);
  }
}
