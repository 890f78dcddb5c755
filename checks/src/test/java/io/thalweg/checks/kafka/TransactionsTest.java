package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.checks.broker.SharedBroker;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;

/// There are no transactions yet, and a client learns so before it has waited for its patience to
/// end.
class TransactionsTest {
  @Test
  void aTransactionalProducerIsRefusedForGood() {
    Clients clients = new Clients(SharedBroker.get().bootstrap());
    Map<String, Object> settings = Map.of("transactional.id", "t", "max.block.ms", 600_000);
    try (Producer<String, String> producer = clients.producer(settings)) {
      assertThatThrownBy(producer::initTransactions)
          .isInstanceOf(TransactionalIdAuthorizationException.class)
          .isNotInstanceOf(RetriableException.class);
      assertThatThrownBy(producer::beginTransaction).isInstanceOf(RuntimeException.class);
    }
    assertThat(SharedBroker.get().isRunning()).isTrue();
  }
}
