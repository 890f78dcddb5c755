package io.thalweg.simulator.queue;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.exchange.HeaderValue;
import io.thalweg.core.exchange.HeaderValue.Bytes;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.simulator.event.Event;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which queues there are: ordinary ones, those that subscribe to topics, and those where dead
/// letters end, which must be told by their names.
final class Profile {
  /// Names of ordinary queues.
  private static final List<String> ORDINARY = List.of("q0", "q1", "q2");

  private static final List<String> SUBSCRIBING = List.of("s0", "s1");

  /// Names of queues in which nothing dies.
  private static final List<String> LAST = List.of("d0", "d1");

  private static final String NO_EXCHANGE = "missing";

  private Profile() {}

  /// Whether a queue of that name subscribes to a topic.
  static boolean subscribes(String name) {
    return SUBSCRIBING.contains(name);
  }

  /// The name of a queue that is not among `there`, or null if all are.
  static @Nullable String freeName(Chance chance, Models there) {
    int pick = chance.nextInt(20);
    List<String> names = pick < 10 ? ORDINARY : pick < 15 ? SUBSCRIBING : LAST;
    for (String name : names) {
      if (there.named(name) == null) {
        return name;
      }
    }
    return null;
  }

  /// The queue that dead letters go to; null: none.
  static @Nullable String target(QueueSettings settings) {
    boolean direct = "".equals(settings.failure().deadLetterExchange());
    return direct ? settings.failure().deadLetterKey() : null;
  }

  /// The settings of a queue of that name.
  ///
  /// @param topic that it subscribes to; empty: none
  static QueueSettings settings(Chance chance, String name, String topic) {
    boolean own = topic.isEmpty();
    boolean keyed = chance.nextInt(own ? 2 : 3) != 0;
    boolean last = LAST.contains(name);
    int window = chance.nextInt(2) == 0 ? 0 : 1 + chance.nextInt(3);
    boolean single = chance.nextInt(6) == 0;
    int levels = own && !last && !keyed && chance.nextInt(3) == 0 ? 3 : 1;
    return new QueueSettings(
            topic,
            Lifetime.DURABLE,
            new Delivering(keyed ? Order.KEY : Order.NONE, "", keyed ? window : 0, single, levels),
            failing(chance, name),
            own ? limits(chance, last) : Limits.NONE,
            Opaque.EMPTY)
        .filtered(chance.nextInt(4) == 0 ? filter(chance) : null);
  }

  /// One tone, or any.
  private static @Nullable HeaderMatch filter(Chance chance) {
    int tone = chance.nextInt(2 * Event.TONES);
    byte[] asked = {(byte) tone};
    return HeaderMatch.of(
        Map.of(
            Event.TONE,
            tone < Event.TONES ? new Bytes(new Opaque(asked)) : new HeaderValue.Nothing()));
  }

  /// Whether a queue with these settings delivers what has that tone.
  static boolean passes(QueueSettings settings, int tone) {
    HeaderMatch filter = settings.filter();
    HeaderValue asked = filter == null ? null : filter.terms().getFirst().value();
    return asked == null
        || (asked instanceof Bytes(Opaque bytes) ? bytes.bytes()[0] == tone : tone >= 0);
  }

  /// A queue that takes everything and keeps it.
  static QueueSettings plain() {
    return QueueSettings.DEFAULT;
  }

  private static Failing failing(Chance chance, String name) {
    Backoff backoff =
        chance.nextInt(3) == 0 ? new Backoff(1 + chance.nextInt(200), 2, 1_000, 0.5) : Backoff.NONE;
    int failures = chance.nextInt(2) == 0 ? 0 : 1 + chance.nextInt(4);
    if (LAST.contains(name) || chance.nextInt(3) == 0) {
      return new Failing(failures, null, null, false, backoff);
    }
    int pick = chance.nextInt(10);
    if (pick == 0) {
      return new Failing(failures, NO_EXCHANGE, "", false, backoff);
    }
    boolean round = pick < 4 && ORDINARY.contains(name);
    String target = (round ? ORDINARY : LAST).get(chance.nextInt(2));
    return new Failing(failures, "", target, !round && chance.nextInt(2) == 0, backoff);
  }

  private static Limits limits(Chance chance, boolean last) {
    long ttl = chance.nextInt(last ? 12 : 4) == 0 ? chance.nextInt(3_000) : -1;
    long delay = chance.nextInt(6) == 0 ? chance.nextInt(300) : 0;
    long most = chance.nextInt(last ? 6 : 4) == 0 ? 1 + chance.nextInt(8) : -1;
    Overflow overflow = chance.nextInt(2) == 0 ? Overflow.DROP_HEAD : Overflow.REJECT;
    return new Limits(ttl, delay, most, -1, overflow);
  }
}
