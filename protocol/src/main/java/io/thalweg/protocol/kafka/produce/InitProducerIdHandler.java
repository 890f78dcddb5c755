package io.thalweg.protocol.kafka.produce;

import io.thalweg.core.topic.TopicCommand.InitProducer;
import io.thalweg.core.topic.TopicCommand.ProducerIs;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;

/// InitProducerId for idempotent producers. Transactional ones are refused.
public final class InitProducerIdHandler implements Handler {
  @Override
  public void handle(KafkaRequest request) {
    var asked = new InitProducerIdRequestData(request.accessor(), request.version());
    if (asked.transactionalId() != null) {
      Errors refused = Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
      request.answer(new InitProducerIdResponseData().setErrorCode(refused.code()));
      return;
    }
    request.onReply(
        (_, reply) -> {
          var answer =
              new InitProducerIdResponseData().setErrorCode(KafkaErrors.of(reply.problem()).code());
          if (reply instanceof ProducerIs producer) {
            answer.setProducerId(producer.producer()).setProducerEpoch(producer.epoch());
          }
          request.answer(answer);
        });
    request.submit(0, new InitProducer(asked.producerId(), asked.producerEpoch()));
  }
}
