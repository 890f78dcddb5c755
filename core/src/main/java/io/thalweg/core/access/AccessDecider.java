package io.thalweg.core.access;

import io.thalweg.core.access.AccessCommand.ClearPermission;
import io.thalweg.core.access.AccessCommand.Presence;
import io.thalweg.core.access.AccessCommand.PutNamespace;
import io.thalweg.core.access.AccessCommand.PutUser;
import io.thalweg.core.access.AccessCommand.RemoveNamespace;
import io.thalweg.core.access.AccessCommand.RemoveUser;
import io.thalweg.core.access.AccessCommand.SetPermission;
import io.thalweg.core.base.Check;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Decides about namespaces, users and permissions.
public final class AccessDecider {
  private static final String EVERYTHING = ".*";

  private final AccessView view;
  private final AccessSettings settings;
  private final Contents contents;
  private final ToLongFunction<Turn> ids;

  /// Features that keep things in namespaces.
  public interface Contents {
    /// The namespace is removed, in this turn: all that is in it goes.
    void removed(Turn turn, long namespace);
  }

  /// @param ids gives a fresh durable id
  public AccessDecider(
      AccessView view, AccessSettings settings, ToLongFunction<Turn> ids, Contents contents) {
    this.contents = contents;
    this.view = view;
    this.settings = settings;
    this.ids = ids;
  }

  /// Decides one command.
  public void decide(Turn turn, AccessCommand command) {
    if (command instanceof AccessCommand.Opened) {
      opened(turn);
      return;
    }
    Problem problem =
        switch (command) {
          case PutNamespace put -> put(turn, put);
          case RemoveNamespace remove -> remove(turn, remove);
          case PutUser put -> put(turn, put);
          case RemoveUser remove -> remove(turn, remove);
          case SetPermission set -> set(turn, set);
          case ClearPermission clear -> clear(turn, clear);
          case AccessCommand.Opened _ -> Problem.NONE;
        };
    turn.reply(new Reply.Done(problem));
  }

  private Problem put(Turn turn, PutNamespace put) {
    Namespace before = view.namespace(put.name());
    if (before == null) {
      Problem problem = refusal(put);
      if (problem == Problem.NONE) {
        long id = ids.applyAsLong(turn);
        NamespaceStated.write(turn, new Namespace(id, put.name(), put.description()));
      }
      return problem;
    }
    if (put.presence() == Presence.ABSENT) {
      return Problem.NAMESPACE_EXISTS;
    }
    if (!Names.fits(put.description(), AccessSettings.MAX_DESCRIPTION)) {
      return Problem.INVALID_SETTING;
    }
    NamespaceStated.write(turn, new Namespace(before.id(), before.name(), put.description()));
    return Problem.NONE;
  }

  private Problem refusal(PutNamespace put) {
    if (put.presence() == Presence.PRESENT) {
      return Problem.UNKNOWN_NAMESPACE;
    }
    if (!Names.isNamespace(put.name())) {
      return Problem.INVALID_NAME;
    }
    if (!Names.fits(put.description(), AccessSettings.MAX_DESCRIPTION)) {
      return Problem.INVALID_SETTING;
    }
    return unlessFull(view.namespaces(), settings.maxNamespaces(), put);
  }

  private Problem unlessFull(int count, int most, AccessCommand command) {
    boolean full = count >= most || view.bytes() + command.journalBytes() > settings.maxBytes();
    return full ? Problem.LIMIT_REACHED : Problem.NONE;
  }

  private Problem remove(Turn turn, RemoveNamespace remove) {
    Namespace namespace = view.namespace(remove.name());
    if (namespace == null) {
      return Problem.UNKNOWN_NAMESPACE;
    }
    if (namespace.id() == Namespace.DEFAULT_ID) {
      return Problem.RESERVED;
    }
    NamespaceRemoved.write(turn, namespace.id());
    contents.removed(turn, namespace.id());
    return Problem.NONE;
  }

  private Problem put(Turn turn, PutUser put) {
    User before = view.user(put.name());
    Problem problem = before == null ? refusalOfNew(put) : refusalOfChange(before, put);
    if (problem == Problem.NONE) {
      long id = before == null ? ids.applyAsLong(turn) : view.userId(put.name());
      UserStated.write(turn, id, changed(before, put));
    }
    return problem;
  }

  private static User changed(@Nullable User before, PutUser put) {
    PasswordHash password = put.password();
    if (password == null) {
      password = before == null ? PasswordHash.NONE : before.password();
    }
    List<String> tags = put.tags();
    if (tags == null) {
      tags = before == null ? List.of() : before.tags();
    }
    return new User(
        put.name(), password.salt(), password.iterations(), password.hash(), List.copyOf(tags));
  }

  private Problem refusalOfNew(PutUser put) {
    if (put.presence() == Presence.PRESENT) {
      return Problem.UNKNOWN_USER;
    }
    if (!Names.isUser(put.name())) {
      return Problem.INVALID_NAME;
    }
    Problem problem = refusalOfContents(put);
    return problem == Problem.NONE ? unlessFull(view.users(), settings.maxUsers(), put) : problem;
  }

  private static Problem refusalOfContents(PutUser put) {
    PasswordHash password = put.password();
    List<String> tags = put.tags();
    boolean valid =
        (password == null || password.isValid())
            && (tags == null || tags.size() <= AccessSettings.MAX_TAGS)
            && (tags == null || tags.stream().allMatch(Names::isTag));
    return valid ? Problem.NONE : Problem.INVALID_SETTING;
  }

  private Problem refusalOfChange(User before, PutUser put) {
    if (put.presence() == Presence.ABSENT) {
      return Problem.USER_EXISTS;
    }
    Problem problem = refusalOfContents(put);
    if (problem == Problem.NONE && isLast(before) && !changed(before, put).administrates()) {
      return Problem.LAST_ADMINISTRATOR;
    }
    return problem;
  }

  /// Whether nobody could administrate any more without that user.
  private boolean isLast(User user) {
    return user.administrates() && view.administrators() == 1;
  }

  private Problem remove(Turn turn, RemoveUser remove) {
    User user = view.user(remove.name());
    if (user == null) {
      return Problem.UNKNOWN_USER;
    }
    if (isLast(user)) {
      return Problem.LAST_ADMINISTRATOR;
    }
    UserRemoved.write(turn, view.userId(user.name()));
    return Problem.NONE;
  }

  private Problem set(Turn turn, SetPermission set) {
    Namespace namespace = view.namespace(set.namespace());
    if (namespace == null) {
      return Problem.UNKNOWN_NAMESPACE;
    }
    if (view.user(set.user()) == null) {
      return Problem.UNKNOWN_USER;
    }
    for (String pattern : List.of(set.configure(), set.write(), set.read())) {
      if (NamePattern.problem(pattern) != null) {
        return Problem.INVALID_SETTING;
      }
    }
    long user = view.userId(set.user());
    Problem problem =
        view.hasPermission(user, namespace.id())
            ? Problem.NONE
            : unlessFull(view.permissions(), settings.maxPermissions(), set);
    if (problem == Problem.NONE) {
      PermissionStated.write(turn, user, namespace.id(), set.configure(), set.write(), set.read());
    }
    return problem;
  }

  private Problem clear(Turn turn, ClearPermission clear) {
    Namespace namespace = view.namespace(clear.namespace());
    if (namespace == null) {
      return Problem.UNKNOWN_NAMESPACE;
    }
    if (view.user(clear.user()) == null) {
      return Problem.UNKNOWN_USER;
    }
    long user = view.userId(clear.user());
    if (view.hasPermission(user, namespace.id())) {
      PermissionRemoved.write(turn, user, namespace.id());
    }
    return Problem.NONE;
  }

  /// The default namespace is stated with the first user, and is never removed: so that user is not
  /// made again once it was removed.
  private void opened(Turn turn) {
    User first = settings.firstUser();
    if (first == null || view.hasBegun()) {
      return;
    }
    Namespace home = Check.present(view.namespace(Namespace.DEFAULT_NAME), "a default namespace");
    NamespaceStated.write(turn, home);
    long id = ids.applyAsLong(turn);
    UserStated.write(turn, id, first);
    PermissionStated.write(turn, id, home.id(), EVERYTHING, EVERYTHING, EVERYTHING);
  }
}
