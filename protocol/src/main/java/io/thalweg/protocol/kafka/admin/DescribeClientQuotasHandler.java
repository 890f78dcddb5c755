package io.thalweg.protocol.kafka.admin;

import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;

/// DescribeClientQuotas, versions 0 and 1: there are no quotas.
public final class DescribeClientQuotasHandler implements Handler {
  @Override
  public void handle(KafkaRequest request) {
    var _ = new DescribeClientQuotasRequestData(request.accessor(), request.version());
    request.answer(new DescribeClientQuotasResponseData());
  }
}
