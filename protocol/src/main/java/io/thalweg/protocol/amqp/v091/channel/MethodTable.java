package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.protocol.amqp.v091.method.AccessMethod;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.ConfirmMethod;
import io.thalweg.protocol.amqp.v091.method.ConnectionMethod;
import io.thalweg.protocol.amqp.v091.method.ExchangeMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.method.QueueMethod;
import io.thalweg.protocol.amqp.v091.method.Settlement;
import io.thalweg.protocol.amqp.v091.method.TxMethod;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;

/// Who handles which methods of a channel that is open.
final class MethodTable {
  private final AmqpChannel channel;
  private final ExchangeMethods exchanges;
  private final QueueMethods queues;
  private final BasicMethods basics;
  private final TxMethods transactions;

  MethodTable(AmqpChannel channel) {
    this.channel = channel;
    this.exchanges = new ExchangeMethods(channel);
    this.queues = new QueueMethods(channel);
    this.basics = new BasicMethods(channel);
    this.transactions = new TxMethods(channel);
  }

  void handle(Method method) {
    switch (method) {
      case ChannelMethod each -> handle(each);
      case ExchangeMethod each -> exchanges.handle(each);
      case QueueMethod each -> queues.handle(each);
      case BasicMethod each -> basics.handle(each);
      case TxMethod each -> transactions.handle(each);
      case ConfirmMethod each -> handle(each);
      case AccessMethod each -> handle(each);
      case ConnectionMethod each ->
          throw new AmqpException(
              ReplyCode.COMMAND_INVALID, each.key(), "expected a method of a channel");
    }
  }

  void settle(Settlement settlement) {
    if (channel.publishing().mode() == Publishing.Mode.TX) {
      transactions.settle(settlement);
    } else {
      channel
          .consuming()
          .settle(settlement.deliveryTag(), settlement.multiple(), Consuming.outcome(settlement));
    }
  }

  private void handle(ChannelMethod method) {
    switch (method) {
      case ChannelMethod.Open _ ->
          throw new AmqpException(
              ReplyCode.CHANNEL_ERROR, method.key(), "second 'channel.open' seen");
      case ChannelMethod.Flow flow -> {
        if (!flow.active()) {
          throw Refusals.notImplemented("active=false");
        }
        channel.answer(method, new ChannelMethod.FlowOk(true));
      }
      case ChannelMethod.FlowOk _ -> {} // to what nobody has asked
      case ChannelMethod.OpenOk _, ChannelMethod.Close _, ChannelMethod.CloseOk _ ->
          throw Refusals.unexpected(method);
    }
  }

  private void handle(ConfirmMethod method) {
    switch (method) {
      case ConfirmMethod.Select select -> {
        channel.publishing().confirms();
        if (!select.nowait()) {
          channel.answer(method, new ConfirmMethod.SelectOk());
        }
      }
      case ConfirmMethod.SelectOk _ -> throw Refusals.unexpected(method);
    }
  }

  /// What AMQP 0-8 had for permissions: everyone gets the same ticket.
  private void handle(AccessMethod method) {
    switch (method) {
      case AccessMethod.Request _ -> channel.answer(method, new AccessMethod.RequestOk(1));
      case AccessMethod.RequestOk _ -> throw Refusals.unexpected(method);
    }
  }
}
