package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.base.Chance;
import io.thalweg.protocol.amqp.v091.message.EventMapping;
import io.thalweg.protocol.amqp.v091.message.IngestBudget;
import io.thalweg.protocol.amqp.v091.message.MessageBatch;
import io.thalweg.protocol.amqp.v091.wire.NameCache;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// What the sessions of one loop share: objects that are only used while one of them has its say.
public final class LoopShare {
  private static final int NAMES = 4096;
  private static final int RANDOM_BYTES = 16;

  private final NameCache names = new NameCache(NAMES);
  private final MessageBatch batch = new MessageBatch();
  private final EventMapping mapping = new EventMapping();
  private final IngestBudget budget;
  private final Chance chance;
  private @Nullable Publishing gatherer;
  private @Nullable ByteBuffer seen;
  private @Nullable ByteBuffer view;

  /// @param chance names that the broker gives
  public LoopShare(IngestBudget budget, Chance chance) {
    this.budget = budget;
    this.chance = chance;
  }

  NameCache names() {
    return names;
  }

  EventMapping mapping() {
    return mapping;
  }

  public IngestBudget budget() {
    return budget;
  }

  /// The messages that wait to be handed over, which are `asks`'s from now on.
  MessageBatch batch(Publishing asks) {
    if (gatherer != asks) {
      handOver();
      gatherer = asks;
    }
    return batch;
  }

  /// Hands over what was gathered. To be called before anything else is asked, and before the bytes
  /// that were received go.
  public void handOver() {
    Publishing has = gatherer;
    gatherer = null;
    seen = null;
    view = null;
    if (has != null) {
      has.handOver(batch);
    }
  }

  /// The bytes of `in`, with a position and a limit of their own that everyone may move.
  ByteBuffer view(ByteBuffer in) {
    ByteBuffer same = view;
    if (same == null || seen != in) {
      seen = in;
      same = in.duplicate();
      view = same;
    }
    return same;
  }

  /// A name that nobody has thought of.
  String randomName(String prefix) {
    ByteBuffer bytes = ByteBuffer.allocate(RANDOM_BYTES);
    bytes.putLong(chance.nextLong()).putLong(chance.nextLong());
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }
}
