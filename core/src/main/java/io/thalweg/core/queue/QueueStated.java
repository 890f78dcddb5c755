package io.thalweg.core.queue;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Keeping;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/// A queue as it was declared: at its declaration, and whenever it is stated again.
public final class QueueStated extends RecordKind<QueueState> {
  /// Of a time when no events were kept, and deliveries could be unsettled for any time. Read only.
  public static final QueueStated V1 = new QueueStated(70);

  /// Of a time when all events were delivered. Read only.
  public static final QueueStated V2 = new QueueStated(77);

  /// With all settings.
  public static final QueueStated V3 = new QueueStated(80);

  private static final int DURABLE = 1;
  private static final int EXCLUSIVE = 2;
  private static final int AUTO_DELETE = 4;
  private static final int SINGLE_ACTIVE = 8;
  private static final int KEY_ORDER = 16;
  private static final int AT_LEAST_ONCE = 32;

  private QueueStated(int id) {
    super(id);
  }

  /// An upper bound of the bytes of a statement without the queue's name.
  static int bytes(QueueSettings settings) {
    Failing failing = settings.failure();
    int texts =
        settings.topic().length()
            + settings.delivery().key().length()
            + settings.keeping().name().length()
            + length(failing.deadLetterExchange())
            + length(failing.deadLetterKey());
    HeaderMatch filter = settings.filter();
    int asked = filter == null ? 0 : filter.bytes();
    return Math.addExact(256 + 3 * texts + asked, settings.arguments().length());
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  public static void write(Turn turn, Queue queue) {
    QueueSettings settings = queue.settings();
    RecordWriter out =
        turn.begin(V3, queue.id())
            .putLong(queue.name().namespace())
            .putByte(queue.name().kind().number())
            .putString(queue.name().name())
            .putLong(queue.topic())
            .putString(settings.topic())
            .putByte(flags(settings))
            .putLong(settings.lifetime().expiresMillis());
    Delivering delivery = settings.delivery();
    out.putString(delivery.key()).putInt(delivery.window()).putInt(delivery.priorities());
    Failing failing = settings.failure();
    out.putInt(failing.maxFailures());
    put(out, failing.deadLetterExchange());
    put(out, failing.deadLetterKey());
    Backoff backoff = failing.backoff();
    out.putLong(backoff.firstMillis())
        .putLong(Double.doubleToLongBits(backoff.factor()))
        .putLong(backoff.mostMillis())
        .putLong(Double.doubleToLongBits(backoff.jitter()));
    Limits limits = settings.limits();
    out.putLong(limits.ttlMillis())
        .putLong(limits.delayMillis())
        .putLong(limits.maxEvents())
        .putLong(limits.maxBytes())
        .putByte(limits.overflow().number())
        .putBytes(settings.arguments().bytes());
    Keeping keeping = settings.keeping();
    out.putLong(delivery.unsettledMillis())
        .putByte(keeping.stream() ? 1 : 0)
        .putLong(keeping.millis())
        .putLong(keeping.bytes())
        .putString(keeping.name());
    HeaderMatch filter = settings.filter();
    out.putByte(filter == null ? 0 : 1);
    if (filter != null) {
      filter.write(out);
    }
    out.end();
  }

  private static int flags(QueueSettings settings) {
    Lifetime lifetime = settings.lifetime();
    return (lifetime.durable() ? DURABLE : 0)
        | (lifetime.exclusive() ? EXCLUSIVE : 0)
        | (lifetime.autoDelete() ? AUTO_DELETE : 0)
        | (settings.delivery().singleActive() ? SINGLE_ACTIVE : 0)
        | (settings.delivery().order() == Order.KEY ? KEY_ORDER : 0)
        | (settings.failure().atLeastOnce() ? AT_LEAST_ONCE : 0);
  }

  private static void put(RecordWriter out, @Nullable String text) {
    out.putByte(text == null ? 0 : 1).putString(text == null ? "" : text);
  }

  @Override
  public void apply(RecordReader in, QueueState state) {
    long namespace = in.getLong();
    QueueName.Kind kind = QueueName.Kind.of(in.getByte());
    QueueName name = new QueueName(namespace, kind, in.getString());
    long topic = in.getLong();
    state.state(in.position(), new Queue(in.aggregate(), name, topic, settings(in)));
  }

  private QueueSettings settings(RecordReader in) {
    String topic = in.getString();
    int flags = in.getByte();
    Lifetime lifetime =
        new Lifetime(
            (flags & DURABLE) != 0,
            (flags & EXCLUSIVE) != 0,
            (flags & AUTO_DELETE) != 0,
            in.getLong());
    Order order = (flags & KEY_ORDER) != 0 ? Order.KEY : Order.NONE;
    boolean single = (flags & SINGLE_ACTIVE) != 0;
    Delivering delivery = new Delivering(order, in.getString(), in.getInt(), single, in.getInt());
    Failing failing = failing(in, flags);
    Limits limits = limits(in);
    Opaque arguments = new Opaque(in.getBytes());
    if (id() == V1.id()) {
      return new QueueSettings(topic, lifetime, delivery, failing, limits, arguments);
    }
    Delivering lasting = lasting(delivery, in.getLong());
    Keeping keeping = new Keeping(in.getByte() != 0, in.getLong(), in.getLong(), in.getString());
    boolean filters = id() == V3.id() && in.getByte() != 0;
    HeaderMatch filter = filters ? HeaderMatch.read(in) : null;
    return new QueueSettings(topic, lifetime, lasting, failing, limits, keeping, filter, arguments);
  }

  private static Delivering lasting(Delivering delivery, long unsettledMillis) {
    return new Delivering(
        delivery.order(),
        delivery.key(),
        delivery.window(),
        delivery.singleActive(),
        delivery.priorities(),
        unsettledMillis);
  }

  private static Failing failing(RecordReader in, int flags) {
    int maxFailures = in.getInt();
    String exchange = text(in);
    String key = text(in);
    Backoff backoff =
        new Backoff(
            in.getLong(),
            Double.longBitsToDouble(in.getLong()),
            in.getLong(),
            Double.longBitsToDouble(in.getLong()));
    return new Failing(maxFailures, exchange, key, (flags & AT_LEAST_ONCE) != 0, backoff);
  }

  private static @Nullable String text(RecordReader in) {
    boolean given = in.getByte() != 0;
    String text = in.getString();
    return given ? text : null;
  }

  private static Limits limits(RecordReader in) {
    return new Limits(
        in.getLong(), in.getLong(), in.getLong(), in.getLong(), Overflow.of(in.getByte()));
  }
}
