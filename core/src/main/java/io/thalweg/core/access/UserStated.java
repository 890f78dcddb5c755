package io.thalweg.core.access;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.List;

/// All that is durable about a user but its permissions: the last statement counts.
public final class UserStated extends RecordKind<AccessState> {
  public static final UserStated V1 = new UserStated();

  private UserStated() {
    super(92);
  }

  /// An upper bound of the bytes of a statement.
  static int bytes(User user) {
    int texts = user.name().length();
    for (String tag : user.tags()) {
      texts += 2 + tag.length();
    }
    return 64 + 3 * texts + user.salt().length() + user.hash().length();
  }

  static void write(Turn turn, long id, User user) {
    RecordWriter out =
        turn.begin(V1, id)
            .putString(user.name())
            .putBytes(user.salt().bytes())
            .putInt(user.iterations())
            .putBytes(user.hash().bytes())
            .putInt(user.tags().size());
    user.tags().forEach(out::putString);
    out.end();
  }

  @Override
  public void apply(RecordReader in, AccessState state) {
    String name = in.getString();
    Opaque salt = new Opaque(in.getBytes());
    int iterations = in.getInt();
    Opaque hash = new Opaque(in.getBytes());
    int count = in.getInt();
    Check.within(0, count, in.remaining() / 4, "number of tags in a record");
    List<String> tags = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tags.add(in.getString());
    }
    User user = new User(name, salt, iterations, hash, List.copyOf(tags));
    state.state(in.position(), in.aggregate(), user);
  }
}
