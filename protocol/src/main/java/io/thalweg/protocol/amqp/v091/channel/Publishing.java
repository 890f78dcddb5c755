package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.publish.PublishCommand;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.protocol.amqp.v091.message.BodyAssembly;
import io.thalweg.protocol.amqp.v091.message.KeptMessage;
import io.thalweg.protocol.amqp.v091.message.MessageBatch;
import io.thalweg.protocol.amqp.v091.message.MessageScan;
import io.thalweg.protocol.amqp.v091.message.PublishedMessage;
import io.thalweg.protocol.amqp.v091.method.PublishView;
import io.thalweg.protocol.amqp.v091.wire.Address;
import io.thalweg.protocol.amqp.v091.wire.ContentHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a channel publishes. Messages that lie whole in the receive buffer are handed over from
/// there, as many together as come together; others are gathered first. Each hand-over has one
/// reply: then the messages in it are confirmed, in the order in which they came.
public final class Publishing {
  private static final String REPLIES = BasicMethods.REPLY_TO + '.';
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  /// What becomes of messages.
  enum Mode {
    PLAIN,
    CONFIRM,
    TX
  }

  private final Link link;
  private final int channel;
  private final PublishRules rules;
  private final Address address = new Address();
  private final PublishView method = new PublishView();
  private final ContentHeader header = new ContentHeader();
  private final Transaction transaction = new Transaction();
  private final Confirming confirming;
  private @Nullable Unconfirmed gathering;

  /// What is settled with it.
  private List<Settle> then = List.of();

  private @Nullable BodyAssembly assembly;
  private Mode mode = Mode.PLAIN;

  /// @param replyTo says under what name replies come to the channel
  Publishing(Link link, int channel, Supplier<@Nullable String> replyTo) {
    this.link = link;
    this.channel = channel;
    this.rules = new PublishRules(link, replyTo);
    this.confirming = new Confirming(link, channel, this);
  }

  Mode mode() {
    return mode;
  }

  Transaction transaction() {
    return transaction;
  }

  void confirms() {
    if (mode == Mode.TX) {
      throw Refusals.precondition("cannot switch from tx to confirm mode");
    }
    mode = Mode.CONFIRM;
    confirming.begin();
  }

  void transacts() {
    if (mode == Mode.CONFIRM) {
      throw Refusals.precondition("cannot switch from confirm to tx mode");
    }
    mode = Mode.TX;
  }

  /// A message has come whole. Fails if the channel or connection shall end.
  ///
  /// @param in where it lies, lent until [LoopShare#handOver]
  public void publish(PublishView published, ByteBuffer in, MessageScan found) {
    MessageBatch batch = link.share().batch(this);
    PublishedMessage message = batch.next();
    message.header().over(in, found.headerAt(), found.headerEnd());
    checkImmediate(published);
    rules.checkSize(found.bodyBytes());
    ByteBuffer body = in.slice(found.bodyAt(), found.bodyBytes());
    byte[] changed = rules.apply(message.to(published.address(), link.share().names()));
    if (mode == Mode.TX) {
      keep(
          KeptMessage.copy(published.address(), message.properties(), body), published.mandatory());
      return;
    }
    ByteBuffer view = link.share().view(in);
    message.record(published.address(), view, changed == null ? view : ByteBuffer.wrap(changed));
    KeptMessage copy = null;
    if (published.mandatory()) {
      copy = KeptMessage.copy(published.address(), message.properties(), body);
      link.share().budget().force(copy.bytes());
    }
    message.value(body, Part.ONLY);
    if (isReply(message)) {
      inParts(batch, message, List.of(body), copy);
    } else {
      gather(batch, message, copy);
    }
  }

  /// Whether it goes to who waits for replies.
  private static boolean isReply(PublishedMessage message) {
    return message.exchange().isEmpty() && message.keys().getFirst().startsWith(REPLIES);
  }

  private static void checkImmediate(PublishView published) {
    if (published.immediate()) {
      throw Refusals.notImplemented("immediate=true");
    }
  }

  private void gather(MessageBatch batch, PublishedMessage message, @Nullable KeptMessage copy) {
    if (!batch.fits()) {
      handOver(batch);
    }
    batch.add();
    Unconfirmed all = gathering;
    if (all == null) {
      all = confirming.fresh();
      gathering = all;
    }
    all.add(message.exchange(), copy);
  }

  /// Hands over what was gathered last of a commit, and with it what is settled, if that is not
  /// much; else behind it.
  void commits(List<Settle> settled) {
    long bytes = settled.stream().mapToLong(Settle::journalBytes).sum();
    boolean together = bytes <= PublishCommand.Publish.THEN_BYTES;
    if (together && !settled.isEmpty() && gathering == null) {
      link.share().batch(this);
      gathering = confirming.fresh();
    }
    then = together ? settled : List.of();
    link.share().handOver();
    if (!together) {
      settled.forEach(link::tell);
    }
  }

  /// Hands over what was gathered.
  void handOver(MessageBatch batch) {
    Unconfirmed all = gathering;
    gathering = null;
    if (all != null) {
      var publish = new PublishCommand.Publish(link.rights().namespace(), batch, then);
      then = List.of();
      long request = link.ask(channel, publish);
      all.asked(request, request);
      confirming.add(all);
    }
    batch.clear();
  }

  private PublishCommand.Publish command(List<PublishCommand.Message> messages) {
    return new PublishCommand.Publish(link.rights().namespace(), messages);
  }

  /// Whether frames of a message are still to come.
  public boolean awaitsContent() {
    return assembly != null;
  }

  /// Whether its content header is still to come.
  public boolean awaitsHeader() {
    return assembly != null && assembly.awaitsHeader();
  }

  /// A message begins whose frames do not lie one behind the other.
  public void begin(ByteBuffer in, int at, int end, long nowMillis) {
    assembly = new BodyAssembly(in, at, end, nowMillis);
  }

  /// The content header of a message that began has come; returns how many bytes of the budget it
  /// waits for, of which nothing has happened then, or 0. Fails with 406 if the body is too large.
  public long header(ByteBuffer in, int at, int end) {
    header.over(in, at, end);
    rules.checkSize(header.bodyBytes());
    long bytes = KeptMessage.bytes(end - at + header.bodyBytes());
    BodyAssembly begun = assembly;
    if (begun == null || !link.share().budget().take(bytes)) {
      return bytes;
    }
    begun.header(header, bytes);
    complete(begun);
    return 0;
  }

  /// What the journal takes for the parts of the message that began, if `more` bytes of body
  /// complete it; 0: they don't, or it is no large one.
  public long journalBytes(int more) {
    BodyAssembly begun = assembly;
    return begun == null || mode == Mode.TX ? 0 : begun.partBytes(more);
  }

  /// A frame of the body of a message that began has come.
  public void body(ByteBuffer in, int at, int bytes, long nowMillis) {
    BodyAssembly begun = assembly;
    if (begun != null) {
      begun.body(in, at, bytes, nowMillis);
      complete(begun);
    }
  }

  private void complete(BodyAssembly begun) {
    if (!begun.isComplete()) {
      return;
    }
    assembly = null;
    link.share().budget().give(begun.reserved());
    ByteBuffer frame = begun.method();
    method.over(frame, 0, frame.limit());
    checkImmediate(method);
    ByteBuffer to = ByteBuffer.allocate(method.address().bytes());
    method.address().write(to);
    KeptMessage kept =
        new KeptMessage(to.flip(), begun.properties(), begun.pieces(), begun.bodyBytes());
    publish(kept, method.mandatory());
  }

  /// A message that is kept has come, or its transaction is committed.
  void publish(KeptMessage kept, boolean mandatory) {
    MessageBatch batch = link.share().batch(this);
    PublishedMessage message = batch.next();
    kept.view(address, message.properties());
    byte[] changed = rules.apply(message.to(address, link.share().names()));
    if (mode == Mode.TX && !transaction.isCommitting()) {
      keep(kept, mandatory);
      return;
    }
    ByteBuffer properties = changed == null ? kept.properties() : ByteBuffer.wrap(changed);
    message.record(address, kept.address().duplicate(), properties.duplicate());
    if (mandatory) {
      link.share().budget().force(kept.bytes());
    }
    KeptMessage copy = mandatory ? kept : null;
    if (kept.body().size() > 1 || isReply(message)) {
      inParts(batch, message, kept.body().isEmpty() ? List.of(EMPTY) : kept.body(), copy);
    } else {
      ByteBuffer body = kept.body().isEmpty() ? EMPTY : kept.body().getFirst();
      gather(batch, message.value(body, Part.ONLY), copy);
    }
  }

  private void inParts(
      MessageBatch batch,
      PublishedMessage message,
      List<ByteBuffer> body,
      @Nullable KeptMessage copy) {
    handOver(batch);
    Unconfirmed one = confirming.fresh();
    one.add(message.exchange(), copy);
    long first = -1;
    long last = -1;
    boolean reply = isReply(message);
    String key = message.keys().getFirst();
    message.valueBytes(body.stream().mapToLong(ByteBuffer::remaining).sum());
    int parts = body.size();
    for (int i = 0; i < parts; i++) {
      Part part = i == 0 ? Part.FIRST : i < parts - 1 ? Part.MIDDLE : Part.LAST;
      message.value(body.get(i), parts == 1 ? Part.ONLY : part);
      last =
          link.ask(
              channel,
              reply ? new QueueCommand.SendReply(key, message) : command(List.of(message)));
      first = i == 0 ? last : first;
    }
    one.asked(first, last);
    confirming.add(one);
  }

  private void keep(KeptMessage message, boolean mandatory) {
    if (!link.share().budget().take(message.bytes())) {
      throw Refusals.precondition("transaction needs more memory than there is");
    }
    transaction.add(message, mandatory);
  }

  /// A reply has come; one that nobody waits for is dropped. Fails if what was published ends the
  /// channel.
  void replied(long request, Published reply) {
    confirming.replied(request, reply);
  }

  /// The message that is not complete is none any more.
  void unfinished() {
    BodyAssembly begun = assembly;
    assembly = null;
    if (begun != null) {
      link.share().budget().give(begun.reserved());
    }
  }

  /// When bytes of a message that is not complete came last.
  public long progressMillis() {
    return assembly == null ? Long.MAX_VALUE : assembly.progressMillis();
  }

  /// Lets go of everything.
  void drop() {
    unfinished();
    confirming.drop();
    link.share().budget().give(transaction.clear());
  }
}
