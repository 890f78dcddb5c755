package io.thalweg.checks.amqp;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.amqp.rabbit.annotation.EnableRabbit;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.DirectRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.RetryInterceptorBuilder;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.retry.RejectAndDontRequeueRecoverer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/// An application as users of Spring AMQP write it. Where it connects to comes from outside.
@EnableRabbit
@Configuration(proxyBeanMethods = false)
class SpringSample {
  static final int ATTEMPTS = 3;
  static final int DELIVERY_LIMIT = 2;
  private static final int LIMIT_MILLIS = 20_000;

  /// For all but transactions.
  @Bean
  @Primary
  CachingConnectionFactory confirming(com.rabbitmq.client.ConnectionFactory rabbit) {
    CachingConnectionFactory connections = new CachingConnectionFactory(rabbit);
    connections.setPublisherConfirmType(ConfirmType.CORRELATED);
    connections.setPublisherReturns(true);
    return connections;
  }

  @Bean
  CachingConnectionFactory transacting(com.rabbitmq.client.ConnectionFactory rabbit) {
    return new CachingConnectionFactory(rabbit);
  }

  @Bean
  RabbitAdmin admin(ConnectionFactory connections) {
    return new RabbitAdmin(connections);
  }

  @Bean
  RabbitTemplate template(ConnectionFactory connections) {
    RabbitTemplate template = new RabbitTemplate(connections);
    template.setMandatory(true);
    template.setReplyTimeout(LIMIT_MILLIS);
    return template;
  }

  @Bean
  Declarables orders() {
    TopicExchange orders = new TopicExchange("orders");
    DirectExchange failed = new DirectExchange("orders.failed");
    var placed = QueueBuilder.durable("orders.placed").deadLetterExchange("orders.failed").build();
    var dead = QueueBuilder.durable("orders.dead").build();
    return new Declarables(
        orders,
        failed,
        placed,
        dead,
        BindingBuilder.bind(placed).to(orders).with("order.#"),
        BindingBuilder.bind(dead).to(failed).with("order.placed.eu"));
  }

  @Bean
  Declarables others() {
    return new Declarables(
        QueueBuilder.durable("poison")
            .quorum()
            .deliveryLimit(DELIVERY_LIMIT)
            .deadLetterExchange("")
            .deadLetterRoutingKey("poison.dead")
            .build(),
        QueueBuilder.durable("poison.dead").build(),
        QueueBuilder.durable("bookings").build(),
        QueueBuilder.durable("booked").build(),
        QueueBuilder.durable("calls").build(),
        QueueBuilder.durable("flow.simple").build(),
        QueueBuilder.durable("flow.direct").build());
  }

  @Bean
  SimpleRabbitListenerContainerFactory simple(ConnectionFactory connections) {
    SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
    factory.setConnectionFactory(connections);
    factory.setPrefetchCount(50);
    return factory;
  }

  @Bean
  SimpleRabbitListenerContainerFactory retrying(ConnectionFactory connections) {
    SimpleRabbitListenerContainerFactory factory = simple(connections);
    factory.setAdviceChain(
        RetryInterceptorBuilder.stateless()
            .maxRetries(ATTEMPTS - 1)
            .backOffOptions(1, 2, 10)
            .recoverer(new RejectAndDontRequeueRecoverer())
            .build());
    return factory;
  }

  @Bean
  SimpleRabbitListenerContainerFactory transacted(
      @Qualifier("transacting") ConnectionFactory connections) {
    SimpleRabbitListenerContainerFactory factory = simple(connections);
    factory.setChannelTransacted(true);
    return factory;
  }

  @Bean
  DirectRabbitListenerContainerFactory direct(ConnectionFactory connections) {
    DirectRabbitListenerContainerFactory factory = new DirectRabbitListenerContainerFactory();
    factory.setConnectionFactory(connections);
    factory.setConsumersPerQueue(3);
    factory.setPrefetchCount(20);
    return factory;
  }

  @Bean
  Orders ordersListener() {
    return new Orders();
  }

  @Bean
  Bookings bookingsListener(@Qualifier("transacting") ConnectionFactory connections) {
    return new Bookings(connections);
  }

  @Bean
  Flows flows() {
    return new Flows();
  }

  /// What a listener got, and whether the broker called it redelivered.
  record Got(String text, boolean redelivered) {
    static Got of(Message message) {
      String text = new String(message.getBody(), StandardCharsets.UTF_8);
      return new Got(text, message.getMessageProperties().isRedelivered());
    }
  }

  /// Takes orders, but those that are bad.
  static final class Orders {
    final Collection<Got> attempted = new ConcurrentLinkedQueue<>();
    final Collection<Got> poisoned = new ConcurrentLinkedQueue<>();
    final Collection<String> replyTo = new ConcurrentLinkedQueue<>();

    @RabbitListener(queues = "orders.placed", containerFactory = "retrying")
    void placed(Message order) {
      attempted.add(Got.of(order));
      if (Got.of(order).text().startsWith("bad")) {
        throw new IllegalArgumentException("a bad order");
      }
    }

    @RabbitListener(queues = "poison", containerFactory = "direct")
    void poison(Message message) {
      poisoned.add(Got.of(message));
      throw new IllegalStateException("nobody can take that");
    }

    @RabbitListener(queues = "calls", containerFactory = "direct")
    String call(Message call) {
      replyTo.add(call.getMessageProperties().getReplyTo());
      return "answer to " + Got.of(call).text();
    }
  }

  /// Sends on what it gets, in one transaction with it; fails the first time.
  static final class Bookings {
    final Collection<Got> attempted = new ConcurrentLinkedQueue<>();
    private final RabbitTemplate template;

    Bookings(ConnectionFactory connections) {
      template = new RabbitTemplate(connections);
      template.setChannelTransacted(true);
    }

    @RabbitListener(queues = "bookings", containerFactory = "transacted")
    void booking(Message booking) {
      Got got = Got.of(booking);
      attempted.add(got);
      template.convertAndSend("", "booked", got.text() + " by attempt " + attempted.size());
      if (!got.redelivered()) {
        throw new IllegalStateException("not the first time");
      }
    }
  }

  /// Takes whatever comes, in both kinds of containers.
  static final class Flows {
    final Queue<Got> simple = new ConcurrentLinkedQueue<>();
    final Queue<Got> direct = new ConcurrentLinkedQueue<>();

    @RabbitListener(id = "flow.simple", queues = "flow.simple", containerFactory = "simple")
    void simple(Message message) {
      simple.add(Got.of(message));
    }

    @RabbitListener(id = "flow.direct", queues = "flow.direct", containerFactory = "direct")
    void direct(Message message) {
      direct.add(Got.of(message));
    }

    List<Got> all(String flow) {
      return List.copyOf(flow.equals("flow.simple") ? simple : direct);
    }
  }
}
