package io.thalweg.protocol.kafka.admin;

import io.thalweg.protocol.kafka.request.Endpoint;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.Errors;

/// DescribeCluster, versions 0 to 2: one broker, no separate controllers.
public final class DescribeClusterHandler implements Handler {
  private static final byte BROKERS = 1;

  private final KafkaSettings settings;
  private final Endpoint endpoint;

  public DescribeClusterHandler(KafkaSettings settings, Endpoint endpoint) {
    this.settings = settings;
    this.endpoint = endpoint;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked = new DescribeClusterRequestData(request.accessor(), request.version());
    var answer =
        new DescribeClusterResponseData()
            .setEndpointType(asked.endpointType())
            .setClusterId(settings.clusterId())
            .setControllerId(settings.nodeId());
    if (asked.endpointType() == BROKERS) {
      answer
          .brokers()
          .add(
              new DescribeClusterBroker()
                  .setBrokerId(settings.nodeId())
                  .setHost(endpoint.host())
                  .setPort(endpoint.port()));
    } else {
      answer
          .setErrorCode(Errors.MISMATCHED_ENDPOINT_TYPE.code())
          .setErrorMessage("this is a broker, not a controller");
    }
    request.answer(answer);
  }
}
