package io.thalweg.core.access;

import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.turn.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be asked about namespaces, users and permissions. All of it is answered by
/// [io.thalweg.core.turn.Reply.Done]; what is there is in [AccessDirectory] before such an answer
/// leaves.
public sealed interface AccessCommand extends Command {
  /// Journal bytes of a record without names, and of an id.
  int SMALL = 256;

  /// What is to be there already.
  enum Presence {
    /// It may be there or not.
    ANY,
    /// It must be there.
    PRESENT,
    /// It must not be there.
    ABSENT
  }

  /// Makes a namespace, or gives it another description.
  record PutNamespace(String name, String description, Presence presence) implements AccessCommand {
    @Override
    public int journalBytes() {
      return Math.addExact(SMALL, Math.multiplyExact(3, name.length() + description.length()));
    }
  }

  /// Removes a namespace with all that is in it.
  record RemoveNamespace(String name) implements AccessCommand {
    @Override
    public int journalBytes() {
      return SMALL + ExchangeCommand.REMOVAL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Makes a user, or changes what is said of it.
  ///
  /// @param password null: as it is; somebody new gets in by none
  /// @param tags null: as they are; somebody new has none
  record PutUser(
      String name, Presence presence, @Nullable PasswordHash password, @Nullable List<String> tags)
      implements AccessCommand {
    /// What is not said here is stated again, as it is.
    @Override
    public int journalBytes() {
      int most = AccessSettings.MAX_TAGS * (4 + AccessSettings.MAX_TAG);
      return Math.addExact(2 * SMALL + most, Math.multiplyExact(3, name.length()));
    }
  }

  /// Removes a user with its permissions. Not the last administrator.
  record RemoveUser(String name) implements AccessCommand {
    @Override
    public int journalBytes() {
      return SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Says what a user may do in a namespace, instead of what was said before. The patterns are
  /// [NamePattern]s.
  record SetPermission(String user, String namespace, String configure, String write, String read)
      implements AccessCommand {
    @Override
    public int journalBytes() {
      int patterns =
          Math.addExact(configure.length(), Math.addExact(write.length(), read.length()));
      return Math.addExact(SMALL, Math.multiplyExact(3, patterns));
    }
  }

  /// A user may do nothing in a namespace any more; without a permission there, it is none's
  /// problem.
  record ClearPermission(String user, String namespace) implements AccessCommand {
    @Override
    public int journalBytes() {
      return SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Replay has ended: at the first start of all, the first user is made. To be decided once,
  /// before clients come; not answered.
  record Opened() implements AccessCommand {
    @Override
    public int journalBytes() {
      return 16 * SMALL;
    }
  }
}
