package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.turn.Problem;
import io.thalweg.protocol.amqp.v091.message.KeptMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages that were handed to the shard together, whose reply has not come.
final class Unconfirmed {
  private final long sequence;
  private int count;
  private String exchange = "";
  private @Nullable List<String> exchanges;
  private @Nullable List<@Nullable KeptMessage> kept;
  private long firstRequest = -1;
  private long lastRequest = -1;
  private long missing;
  private Published reply = Published.OK;

  /// @param sequence number of the first message among those that are confirmed
  Unconfirmed(long sequence) {
    this.sequence = sequence;
  }

  /// A message more.
  ///
  /// @param mandatory a copy of it, if it has to be returned when it goes nowhere
  void add(String toExchange, @Nullable KeptMessage mandatory) {
    if (count == 0) {
      exchange = toExchange;
    } else if (exchanges == null && !toExchange.equals(exchange)) {
      exchanges = new ArrayList<>(java.util.Collections.nCopies(count, exchange));
    }
    if (exchanges != null) {
      exchanges.add(toExchange);
    }
    if (mandatory != null && kept == null) {
      kept = new ArrayList<>(java.util.Collections.nCopies(count, (KeptMessage) null));
    }
    if (kept != null) {
      kept.add(mandatory);
    }
    count++;
  }

  /// They were asked in these requests: in several if one message came in parts.
  void asked(long first, long last) {
    firstRequest = first;
    lastRequest = last;
    missing = last - first + 1;
  }

  boolean isOf(long request) {
    return request >= firstRequest && request <= lastRequest;
  }

  /// A reply has come. Of those to parts the first problem counts.
  void replied(Published published) {
    missing--;
    reply = reply.problem() == Problem.NONE ? published : reply;
  }

  boolean isComplete() {
    return missing == 0;
  }

  int count() {
    return count;
  }

  long sequence(int index) {
    return sequence + index;
  }

  Problem problem(int index) {
    return reply.problem() == Problem.NONE ? Problem.NONE : reply.problems().get(index);
  }

  boolean allStored() {
    return reply.problem() == Problem.NONE;
  }

  String exchange(int index) {
    return exchanges == null ? exchange : exchanges.get(index);
  }

  @Nullable KeptMessage mandatory(int index) {
    return kept == null ? null : kept.get(index);
  }

  /// Memory that copies take.
  long keptBytes() {
    long bytes = 0;
    if (kept != null) {
      for (KeptMessage each : kept) {
        bytes += each == null ? 0 : each.bytes();
      }
    }
    return bytes;
  }
}
