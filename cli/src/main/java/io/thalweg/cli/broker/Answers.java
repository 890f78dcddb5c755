package io.thalweg.cli.broker;

import io.thalweg.cli.terminal.Failure;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/// A broker's refusals in words.
public final class Answers {
  private Answers() {}

  /// Waits for `answer`; `what` completes "cannot ..." where there is none.
  public static <T> T await(KafkaFuture<T> answer, String what, BrokerOption broker) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause(), what, broker);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  /// Waits for `answer`; empty if it is a refusal of that kind.
  public static <T> Optional<T> find(
      KafkaFuture<T> answer, Class<? extends ApiException> none, String what, BrokerOption broker) {
    try {
      return Optional.of(answer.get());
    } catch (ExecutionException e) {
      if (none.isInstance(e.getCause())) {
        return Optional.empty();
      }
      throw failure(e.getCause() == null ? e : e.getCause(), what, broker);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  /// What the user reads when the clients throw `cause`.
  public static Failure failure(Throwable cause, String what, BrokerOption broker) {
    String why =
        switch (cause) {
          case UnsupportedVersionException _ -> "the broker does not offer that";
          case UnknownTopicOrPartitionException _ ->
              "there is no such topic ('thalweg topic list' shows what there is)";
          case GroupIdNotFoundException _ ->
              "there is no such group ('thalweg group list' shows what there is)";
          case GroupNotEmptyException _ -> "it has members; stop them first";
          case UnknownMemberIdException _ -> "a member joined it meanwhile; stop it first";
          case TimeoutException _ ->
              broker.address()
                  + " takes connections but gives no answer: is a Kafka listener there?";
          case InterruptException _ -> "interrupted";
          case ApiException refused -> oneLine(refused);
          case KafkaException failed -> oneLine(failed);
          default -> cause.toString();
        };
    return new Failure("cannot " + what + ": " + why);
  }

  private static String oneLine(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.toString() : message.lines().findFirst().orElse("");
  }
}
