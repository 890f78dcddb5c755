package io.thalweg.protocol.wire;

import io.thalweg.core.access.User;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Checks passwords off the connection's loop, since that takes milliseconds by intention.
public interface PasswordCheck {
  /// Calls `answer` on the connection's loop, later, with whether that is the user's password. The
  /// answer takes as long for a `user` that is not there (null), who has none.
  void check(@Nullable User user, byte[] password, Consumer<Boolean> answer);
}
