package io.thalweg.core.exchange;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be asked about exchanges and bindings, and what other features tell.
public sealed interface ExchangeCommand extends Command {
  /// Room for a removal, and for that of exchanges which it leaves idle.
  int REMOVAL = 256 + ExchangeDecider.STEP * ExchangeRemoved.BYTES;

  /// Declares an exchange, or asks whether it is there as it is wanted. Answered by [Declared].
  ///
  /// @param alternate name of the exchange that takes what is routed nowhere; empty: none
  /// @param arguments the protocol's own words, which are not compared
  record Declare(
      long namespace,
      String name,
      Exchange.Type type,
      boolean durable,
      boolean autoDelete,
      boolean internal,
      String alternate,
      Opaque arguments)
      implements ExchangeCommand {
    @Override
    public int journalBytes() {
      int names = Math.addExact(name.length(), alternate.length());
      return Math.addExact(512 + 3 * names, arguments.length());
    }
  }

  /// Asks whether there is an exchange of that name. Answered by [Declared].
  record Find(long namespace, String name) implements ExchangeCommand {
    @Override
    public int journalBytes() {
      return 0;
    }
  }

  /// Deletes an exchange with all bindings from and to it; one that isn't there is none's problem.
  /// Answered by [Reply.Done].
  ///
  /// @param ifUnused only if there is no binding from it
  record Delete(long namespace, String name, boolean ifUnused) implements ExchangeCommand {
    @Override
    public int journalBytes() {
      return REMOVAL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Binds a queue or an exchange to an exchange; one that is bound so already stays. Answered by
  /// [Answered].
  ///
  /// @param source name of the exchange that routes
  /// @param kind of what is routed to
  /// @param destination name of what is routed to
  /// @param arguments see [Binding]
  /// @param match what a headers exchange is to ask for, as [HeaderMatch#of] says; null: the
  ///   arguments cannot say it
  record Bind(
      long namespace,
      String source,
      Kind kind,
      String destination,
      String key,
      Opaque arguments,
      @Nullable HeaderMatch match)
      implements ExchangeCommand {
    /// With the exchange, which may be stated anew.
    @Override
    public int journalBytes() {
      int own = Math.addExact(3 * key.length(), arguments.length());
      int asked = match == null ? 0 : match.bytes();
      return Math.addExact(Math.addExact(own, asked), 2048 + ExchangeLimits.MOST_ARGUMENT_BYTES);
    }
  }

  /// Takes a binding away; one that isn't there is none's problem. Answered by [Answered].
  ///
  /// @param source name of the exchange that routes
  /// @param kind of what is routed to
  /// @param destination name of what is routed to
  /// @param arguments those of [Bind]
  record Unbind(
      long namespace, String source, Kind kind, String destination, String key, Opaque arguments)
      implements ExchangeCommand {
    @Override
    public int journalBytes() {
      int own = Math.addExact(3 * key.length(), arguments.length());
      return Math.addExact(own, REMOVAL);
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Asks which exchanges there are. Answered by [Listed].
  ///
  /// @param from id of the first one, 0: from the beginning
  record ListExchanges(long namespace, long from) implements ExchangeCommand {
    /// Most exchanges of an answer.
    public static final int MOST = 2_000;

    @Override
    public int journalBytes() {
      return 0;
    }
  }

  /// Asks which bindings there are. Answered by [ListedBindings].
  ///
  /// @param from id of the first exchange whose bindings are wanted, 0: from the beginning
  record ListBindings(long namespace, long from) implements ExchangeCommand {
    /// No further exchange is looked at when there are so many.
    public static final int ENOUGH = 2_000;

    @Override
    public int journalBytes() {
      return 0;
    }
  }

  /// A queue is gone: all bindings to it go. Follows the command that removed it; not answered.
  record QueueRemoved(long queue) implements ExchangeCommand {
    @Override
    public int journalBytes() {
      return REMOVAL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// A namespace is gone: all that is in it goes. Follows the command that removed it; not
  /// answered.
  record NamespaceRemoved(long namespace) implements ExchangeCommand {
    @Override
    public int journalBytes() {
      return REMOVAL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Replay has ended: exchanges that aren't durable go. To be decided once, before clients come.
  record Opened() implements ExchangeCommand {
    @Override
    public int journalBytes() {
      return REMOVAL + ExchangeLimits.MOST_EXCHANGES * ExchangeRemoved.BYTES;
    }
  }

  /// More idle exchanges are to go than could in one turn.
  record TidyDue() implements ExchangeCommand {
    @Override
    public int journalBytes() {
      return REMOVAL;
    }
  }

  /// Answer to [Declare] and [Find].
  ///
  /// @param exchange the exchange as it is; null if it isn't there
  record Declared(Problem problem, @Nullable Exchange exchange) implements Reply {}

  /// Answer to [ListExchanges]. Those that every namespace has come first.
  ///
  /// @param next where to go on; -1: that was all
  record Listed(Problem problem, List<Exchange> exchanges, long next) implements Reply {}

  /// Answer to [ListBindings].
  ///
  /// @param next where to go on; -1: that was all
  record ListedBindings(Problem problem, List<Named> bindings, long next) implements Reply {}

  /// A binding with the names of what it binds.
  record Named(Binding binding, String source, String destination) {}

  /// Answer to [Bind] and [Unbind].
  ///
  /// @param missing the name that is not there, if that is the problem; else empty
  record Answered(Problem problem, String missing) implements Reply {
    static Answered with(Problem problem) {
      return new Answered(problem, "");
    }
  }
}
