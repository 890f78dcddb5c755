package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.queue.QueueCommand.Settle;
import io.thalweg.protocol.amqp.v091.method.Settlement;
import io.thalweg.protocol.amqp.v091.method.TxMethod;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import java.util.List;

/// The class `tx`: what is published and settled waits for the commit. Then it is asked of the core
/// as one command, which is stored as a whole if it is not too large: [Publishing#commits]; else as
/// several, one behind the other. If a queue refuses a message, the others are there all the same.
/// A rollback forgets everything; what was delivered stays unsettled.
final class TxMethods {
  private static final int MOST_SETTLEMENTS = 1 << 16;

  /// An exchange that is always there.
  private static final String ANY_EXCHANGE = "amq.direct";

  private final AmqpChannel channel;
  private final Publishing publishing;
  private final Transaction transaction;

  TxMethods(AmqpChannel channel) {
    this.channel = channel;
    this.publishing = channel.publishing();
    this.transaction = publishing.transaction();
  }

  void handle(TxMethod method) {
    switch (method) {
      case TxMethod.Select _ -> {
        publishing.transacts();
        channel.answer(method, new TxMethod.SelectOk());
      }
      case TxMethod.Commit _ -> {
        checkSelected();
        commit(method);
      }
      case TxMethod.Rollback _ -> {
        checkSelected();
        forget();
        channel.answer(method, new TxMethod.RollbackOk());
      }
      case TxMethod.SelectOk _, TxMethod.CommitOk _, TxMethod.RollbackOk _ ->
          throw Refusals.unexpected(method);
    }
  }

  private void checkSelected() {
    if (publishing.mode() != Publishing.Mode.TX) {
      throw Refusals.precondition("channel is not transactional");
    }
  }

  private void commit(TxMethod method) {
    List<Settle> settled =
        channel.consuming().settled(() -> transaction.settlements().forEach(this::settle));
    transaction.committing(true);
    try {
      transaction.messages().forEach(each -> publishing.publish(each.message(), each.mandatory()));
    } finally {
      transaction.committing(false);
    }
    publishing.commits(settled);
    forget();
    // what says nothing, but only when all that was asked before it is durable
    ExchangeCommand.Find last =
        new ExchangeCommand.Find(channel.link().rights().namespace(), ANY_EXCHANGE);
    channel.ask(
        method.key(),
        last,
        _ -> {
          if (transaction.failed()) {
            throw Refusals.precondition("partial tx completion");
          }
          channel.link().send(channel.number(), new TxMethod.CommitOk());
        });
  }

  private void settle(Transaction.Settled each) {
    try {
      channel.consuming().settle(each.tag(), each.multiple(), each.outcome());
    } catch (AmqpException _) {
      // settled twice in one transaction: it is settled
    }
  }

  private void forget() {
    channel.link().share().budget().give(transaction.clear());
  }

  /// A settlement has come.
  void settle(Settlement settlement) {
    long tag = settlement.deliveryTag();
    channel.consuming().check(tag, settlement.multiple());
    if (transaction.settlements().size() >= MOST_SETTLEMENTS) {
      throw Refusals.precondition("transaction has more than 65536 settlements");
    }
    transaction.add(
        new Transaction.Settled(tag, settlement.multiple(), Consuming.outcome(settlement)));
  }
}
