package io.thalweg.protocol.kafka.admin;

import io.thalweg.protocol.kafka.request.Endpoint;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.Errors;

/// FindCoordinator: this broker coordinates every group. Transactions have no coordinator, and an
/// error that is not retried says so. A key is answered once, however often it is named.
public final class FindCoordinatorHandler implements Handler {
  private static final int BATCHED_SINCE = 4;

  /// Keys of one request: no more groups exist, and what is said of each is longer than a key.
  private static final int MOST_KEYS = 10_000;

  private static final byte GROUP = 0;
  private static final byte TRANSACTION = 1;
  private static final String NO_TRANSACTIONS =
      "transactions are not supported: use an idempotent producer without transactional.id";

  private final KafkaSettings settings;
  private final Endpoint endpoint;

  public FindCoordinatorHandler(KafkaSettings settings, Endpoint endpoint) {
    this.settings = settings;
    this.endpoint = endpoint;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked = new FindCoordinatorRequestData(request.accessor(), request.version());
    Errors why = error(asked.keyType());
    var answer = new FindCoordinatorResponseData();
    if (request.version() >= BATCHED_SINCE) {
      Set<String> keys = new LinkedHashSet<>(asked.coordinatorKeys());
      if (keys.size() > MOST_KEYS) {
        throw new IllegalArgumentException("expected at most " + MOST_KEYS + " keys");
      }
      keys.forEach(key -> answer.coordinators().add(coordinator(key, why)));
    } else {
      Coordinator one = coordinator(asked.key(), why);
      answer
          .setErrorCode(one.errorCode())
          .setErrorMessage(one.errorMessage())
          .setNodeId(one.nodeId())
          .setHost(one.host())
          .setPort(one.port());
    }
    request.answer(answer);
  }

  private static Errors error(byte keyType) {
    return switch (keyType) {
      case GROUP -> Errors.NONE;
      case TRANSACTION -> Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
      default -> Errors.INVALID_REQUEST;
    };
  }

  private Coordinator coordinator(String key, Errors why) {
    Coordinator answer = new Coordinator().setKey(key).setErrorCode(why.code());
    return switch (why) {
      case NONE ->
          answer.setNodeId(settings.nodeId()).setHost(endpoint.host()).setPort(endpoint.port());
      case TRANSACTIONAL_ID_AUTHORIZATION_FAILED ->
          answer.setNodeId(-1).setPort(-1).setErrorMessage(NO_TRANSACTIONS);
      default -> answer.setNodeId(-1).setPort(-1).setErrorMessage(why.message());
    };
  }
}
