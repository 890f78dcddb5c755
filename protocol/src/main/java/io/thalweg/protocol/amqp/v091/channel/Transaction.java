package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.protocol.amqp.v091.message.KeptMessage;
import java.util.ArrayList;
import java.util.List;

/// What a channel has published and settled since its last commit.
final class Transaction {
  private final List<Published> messages = new ArrayList<>();
  private final List<Settled> settlements = new ArrayList<>();
  private boolean committing;
  private boolean failed;

  /// A message.
  record Published(KeptMessage message, boolean mandatory) {}

  /// A settlement.
  record Settled(long tag, boolean multiple, Outcome outcome) {}

  void add(KeptMessage message, boolean mandatory) {
    messages.add(new Published(message, mandatory));
  }

  void add(Settled settlement) {
    settlements.add(settlement);
  }

  List<Published> messages() {
    return messages;
  }

  List<Settled> settlements() {
    return settlements;
  }

  boolean isCommitting() {
    return committing;
  }

  void committing(boolean yes) {
    committing = yes;
  }

  /// A message of it was refused.
  void fails() {
    failed = true;
  }

  /// Whether one was, since this was asked last.
  boolean failed() {
    boolean was = failed;
    failed = false;
    return was;
  }

  /// Forgets everything; returns the memory that it took.
  long clear() {
    long bytes = 0;
    for (Published each : messages) {
      bytes += each.message.bytes();
    }
    messages.clear();
    settlements.clear();
    return bytes;
  }
}
