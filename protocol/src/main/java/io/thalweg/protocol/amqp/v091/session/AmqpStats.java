package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.core.base.Count;
import io.thalweg.protocol.amqp.v091.message.IngestBudget;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/// What the AMQP sessions of one loop did, in numbers. Counted by the loop's thread, readable on
/// any.
public final class AmqpStats {
  private static final int METHOD_BITS = 7;
  private static final int CLASSES = 128;

  /// Reply codes are below this.
  private static final int CODES = 1000;

  private final Count connections = new Count();
  private final Count channels = new Count();
  private final AtomicLongArray methods = new AtomicLongArray(CLASSES << METHOD_BITS);
  private final AtomicLongArray errors = new AtomicLongArray(CODES);
  private final IngestBudget budget;

  /// `count` times what is named so.
  public record Named(String name, long count) {}

  public AmqpStats(IngestBudget budget) {
    this.budget = budget;
  }

  void connections(int more) {
    connections.add(more);
  }

  void channels(int more) {
    channels.add(more);
  }

  /// A method has come. Its class and its own number are known to be right.
  void method(int key) {
    add(methods, place(key));
  }

  private static int place(int key) {
    return ((key >>> Short.SIZE) << METHOD_BITS) | (key & ((1 << METHOD_BITS) - 1));
  }

  /// A channel or a connection has ended by an error of that number.
  void error(int code) {
    add(errors, code);
  }

  private static void add(AtomicLongArray counts, int at) {
    counts.setOpaque(at, counts.getPlain(at) + 1);
  }

  /// Connections that are open in a vhost.
  public long connections() {
    return connections.get();
  }

  /// Channels that are open.
  public long channels() {
    return channels.get();
  }

  /// Bytes of messages that are not handed over yet.
  public long unfinishedBytes() {
    return budget.taken();
  }

  /// `basic.publish`, and each method that ever came, by its name in the specification:
  /// `basic.publish`.
  public List<Named> methods() {
    List<Named> all = new ArrayList<>();
    for (Class<?> group : Method.class.getPermittedSubclasses()) {
      for (Class<?> each : group.getPermittedSubclasses()) {
        long count = methods.getOpaque(place(key(each)));
        if (count > 0 || each == BasicMethod.Publish.class) {
          String name = group.getSimpleName().replace("Method", "") + "." + each.getSimpleName();
          all.add(new Named(dashed(name), count));
        }
      }
    }
    return all;
  }

  private static int key(Class<?> method) {
    try {
      return method.getField("KEY").getInt(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("expected a method with its key", e);
    }
  }

  private static String dashed(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /// What ended channels and connections, by the names of all codes: `NOT_FOUND`.
  public List<Named> errors() {
    List<Named> all = new ArrayList<>();
    for (ReplyCode each : ReplyCode.values()) {
      all.add(new Named(each.name(), errors.getOpaque(each.number())));
    }
    return all;
  }
}
