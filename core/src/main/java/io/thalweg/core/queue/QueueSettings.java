package io.thalweg.core.queue;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.HeaderMatch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a queue was declared. What is compared when it is declared again is all but `arguments`.
///
/// @param topic name of the existing topic that it subscribes to; empty: it has one of its own
/// @param lifetime how long it is there
/// @param delivery who gets its events, and in what order
/// @param failure what becomes of events that nobody takes
/// @param limits how much it holds, and for how long
/// @param keeping what becomes of events that are done
/// @param filter what is asked of the headers of events: others are done, and nobody gets them;
///   null: nothing
/// @param arguments the protocol's own words, which are not compared
public record QueueSettings(
    String topic,
    Lifetime lifetime,
    Delivering delivery,
    Failing failure,
    Limits limits,
    Keeping keeping,
    @Nullable HeaderMatch filter,
    Opaque arguments) {
  /// A durable queue without any limit, of which every consumer gets events in any order.
  public static final QueueSettings DEFAULT =
      new QueueSettings(
          "", Lifetime.DURABLE, Delivering.ANY, Failing.DEFAULT, Limits.NONE, Opaque.EMPTY);

  /// A queue whose events go when they are done.
  public QueueSettings(
      String topic,
      Lifetime lifetime,
      Delivering delivery,
      Failing failure,
      Limits limits,
      Opaque arguments) {
    this(topic, lifetime, delivery, failure, limits, Keeping.NOTHING, null, arguments);
  }

  /// The same queue, which delivers only what meets `asked`.
  public QueueSettings filtered(@Nullable HeaderMatch asked) {
    return new QueueSettings(topic, lifetime, delivery, failure, limits, keeping, asked, arguments);
  }

  /// Whether a queue that was declared so is as one declared with `other` would be.
  public boolean isEquivalent(QueueSettings other) {
    return topic.equals(other.topic)
        && lifetime.equals(other.lifetime)
        && delivery.equals(other.delivery)
        && failure.equals(other.failure)
        && limits.equals(other.limits)
        && keeping.equals(other.keeping)
        && Objects.equals(filter, other.filter);
  }

  /// How long a queue is there.
  ///
  /// @param durable whether it outlives a restart
  /// @param exclusive whether it is its declaring client's alone, and goes with it
  /// @param autoDelete whether it goes with its last consumer
  /// @param expiresMillis how long it stays without consumers, gets and declarations; -1: always
  public record Lifetime(
      boolean durable, boolean exclusive, boolean autoDelete, long expiresMillis) {
    /// Until it is deleted.
    public static final Lifetime DURABLE = new Lifetime(true, false, false, -1);
  }

  /// Who gets events, and in what order.
  ///
  /// @param order what is kept of the order of events
  /// @param key with [Order#KEY]: the header whose value is the key; empty: the event's own key
  /// @param window with [Order#KEY]: most events of a key that one consumer has at once; 0: as many
  ///   as it takes
  /// @param singleActive whether only one consumer gets events while it is there
  /// @param priorities levels of priority; 1: all events are equal
  /// @param unsettledMillis how long a delivery may be unsettled, whatever its consumer says; 0:
  ///   any time; -1: as its consumer says
  public record Delivering(
      Order order,
      String key,
      int window,
      boolean singleActive,
      int priorities,
      long unsettledMillis) {
    /// Any consumer, any order.
    public static final Delivering ANY = new Delivering(Order.NONE, "", 0, false, 1);

    /// Deliveries may be unsettled as long as their consumer says.
    public Delivering(Order order, String key, int window, boolean singleActive, int priorities) {
      this(order, key, window, singleActive, priorities, -1);
    }
  }

  /// What is kept of the order of events, through redelivery and among consumers.
  public enum Order {
    /// Nothing.
    NONE,
    /// That of events with the same key.
    KEY
  }

  /// What becomes of events that fail, are rejected, expire or are too many.
  ///
  /// @param maxFailures after so many an event is dead-lettered; 0: never
  /// @param deadLetterExchange name of the exchange that dead letters go to; null: they are dropped
  /// @param deadLetterKey their routing key; null: the one that they came with
  /// @param atLeastOnce whether a dead letter that is routed nowhere stays; else it is dropped
  /// @param backoff how long a failed event waits before it is delivered again
  public record Failing(
      int maxFailures,
      @Nullable String deadLetterExchange,
      @Nullable String deadLetterKey,
      boolean atLeastOnce,
      Backoff backoff) {
    /// Events fail as often as they do, and what is rejected is dropped.
    public static final Failing DEFAULT = new Failing(0, null, null, false, Backoff.NONE);
  }

  /// How long a failed event waits: `firstMillis`, times `factor` with every further failure, at
  /// most `mostMillis`, of which a random part of up to `jitter` (0 to 1) is taken off.
  public record Backoff(long firstMillis, double factor, long mostMillis, double jitter) {
    /// It does not wait.
    public static final Backoff NONE = new Backoff(0, 1, 0, 0);
  }

  /// How much a queue holds, and for how long.
  ///
  /// @param ttlMillis how long after it was published an event is delivered at the latest; -1: any
  ///   time
  /// @param delayMillis how long after it was published an event is delivered at the earliest
  /// @param maxEvents most events that wait for a consumer; -1: any number
  /// @param maxBytes most bytes of their values; -1: any number
  /// @param overflow what happens with more
  public record Limits(
      long ttlMillis, long delayMillis, long maxEvents, long maxBytes, Overflow overflow) {
    /// No limit.
    public static final Limits NONE = new Limits(-1, 0, -1, -1, Overflow.DROP_HEAD);
  }

  /// What becomes of events that are done.
  ///
  /// @param stream whether they stay, so that everybody may read all of them, from any place on
  /// @param millis how long they stay then; -1: without limit
  /// @param bytes how many bytes of each partition stay then; -1: without limit
  /// @param name under what name the queue's own topic is seen; empty: nobody sees it
  public record Keeping(boolean stream, long millis, long bytes, String name) {
    /// They go.
    public static final Keeping NOTHING = new Keeping(false, -1, -1, "");
  }

  /// What happens with an event for which there is no place.
  public enum Overflow {
    /// The oldest go, as dead letters.
    DROP_HEAD(1),
    /// The new one is refused.
    REJECT(2),
    /// The new one is refused and becomes a dead letter.
    REJECT_AND_DEAD_LETTER(3);

    private final int number;

    Overflow(int number) {
      this.number = number;
    }

    /// The number that stands in the journal: never changed, and in the order of the names.
    int number() {
      return number;
    }

    static Overflow of(int number) {
      Check.within(1, number, values().length, "number of an overflow");
      return values()[number - 1];
    }
  }
}
