package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.core.turn.Delivery;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.Settlement;
import io.thalweg.protocol.amqp.v091.wire.ShortString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The consumers of a channel, and what was delivered to it. A tag that was delivered and not
/// settled is known here, so what a client settles twice is found out here; what the core does not
/// know any more, since the queue is gone, succeeds.
final class Consuming {
  private static final long NOTHING = -1;

  private final Link link;
  private final int channel;
  private final Map<String, Consumer> byTag = new HashMap<>();
  private LongMap<Consumer> byRequest = new LongMap<>();
  private final Unsettled unsettled = new Unsettled();
  private final Settling settling;
  private long lastTag;
  private long get = NOTHING;
  private boolean getSettles;

  /// The name under which replies come, and the tag of who consumes them; null: nobody does.
  private @Nullable String replyTo;

  private @Nullable String replyTag;

  private static final class Consumer {
    private final long request;
    private final String name;
    private final byte[] tag;
    private final boolean settles;

    Consumer(long request, String name, boolean settles) {
      this.request = request;
      this.name = name;
      this.tag = ShortString.encoded(name);
      this.settles = settles;
    }
  }

  Consuming(AmqpChannel channel) {
    this.link = channel.link();
    this.channel = channel.number();
    this.settling = new Settling(link, channel.session());
  }

  boolean has(String consumer) {
    return byTag.containsKey(consumer);
  }

  /// A consumer begins.
  void begin(long request, String name, boolean settles) {
    Consumer consumer = new Consumer(request, name, settles);
    byTag.put(name, consumer);
    byRequest.put(request, consumer);
  }

  /// Replies come to the consumer `tag`, from whoever knows that name.
  void replyTo(String name, String tag) {
    replyTo = name;
    replyTag = tag;
  }

  /// The name under which replies come; null: nobody consumes them.
  @Nullable String replyTo() {
    return replyTo;
  }

  /// The number of the request that began a consumer, whose name is free again; -1: there is none.
  long cancel(String name) {
    Consumer consumer = byTag.remove(name);
    replyTo = name.equals(replyTag) ? null : replyTo;
    replyTag = name.equals(replyTag) ? null : replyTag;
    return consumer == null ? NOTHING : consumer.request;
  }

  /// No more comes for that request.
  void end(long request) {
    Consumer consumer = byRequest.remove(request);
    if (consumer != null) {
      byTag.remove(consumer.name, consumer);
    }
  }

  /// A consumer's queue is gone.
  void ended(long request) {
    Consumer consumer = byRequest.get(request);
    if (consumer != null && byTag.get(consumer.name) == consumer && link.knowsCancel()) {
      link.send(channel, new BasicMethod.Cancel(consumer.name, true));
    }
    end(request);
  }

  /// An event is asked for.
  void gets(long request, boolean settles) {
    get = request;
    getSettles = settles;
  }

  /// Whether one is asked for.
  boolean gets() {
    return get != NOTHING;
  }

  /// There was none.
  void gotNothing() {
    get = NOTHING;
  }

  /// Sends the event if it is the one that was asked for.
  boolean answersGet(Delivery event) {
    if (event.request() != get) {
      return false;
    }
    get = NOTHING;
    given(event.tag(), getSettles);
    MessageWriter.getOk(link, channel, event);
    return true;
  }

  /// Sends an event to its consumer; false if there is none.
  boolean delivered(Delivery event) {
    Consumer consumer = byRequest.get(event.request());
    if (consumer == null) {
      return false;
    }
    given(event.tag(), consumer.settles);
    MessageWriter.deliver(link, channel, consumer.tag, event);
    return true;
  }

  private void given(long tag, boolean settles) {
    lastTag = Math.max(lastTag, tag);
    if (settles) {
      unsettled.add(tag);
    }
  }

  static Outcome outcome(Settlement settlement) {
    if (settlement.accepts()) {
      return Outcome.ACCEPT;
    }
    return settlement.requeue() ? Outcome.FAIL : Outcome.REJECT;
  }

  /// Settles a tag, or all up to it; 0 are all there are. Fails with 406 if it is unsettled no
  /// more, or never was.
  void settle(long tag, boolean multiple, Outcome outcome) {
    boolean all = multiple && tag == 0;
    check(tag, multiple);
    if (multiple) {
      long last = all ? lastTag : tag;
      unsettled.removeUpTo(last, (from, to) -> settling.range(outcome, from, to));
    } else {
      unsettled.remove(tag);
      settling.one(outcome, tag);
    }
  }

  /// Fails if that cannot be settled.
  void check(long tag, boolean multiple) {
    boolean there =
        multiple ? tag == 0 || unsettled.hasUpTo(Math.min(tag, lastTag)) : unsettled.has(tag);
    if (!there || tag < 0 || tag > lastTag) {
      throw Refusals.precondition("unknown delivery tag " + Long.toUnsignedString(tag));
    }
  }

  /// Tells what was settled.
  void settled() {
    settling.end();
  }

  /// What `settles` settles, which is still to be told.
  List<Settle> settled(Runnable settles) {
    return settling.kept(settles);
  }

  /// All that is unsettled will come again.
  void recovers() {
    unsettled.clear();
  }

  void drop() {
    byTag.clear();
    byRequest = new LongMap<>();
    unsettled.clear();
    get = NOTHING;
    replyTo = null;
    replyTag = null;
  }
}
