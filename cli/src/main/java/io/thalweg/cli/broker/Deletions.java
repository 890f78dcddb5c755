package io.thalweg.cli.broker;

import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaFuture;

/// What became of several things that were to be deleted.
public final class Deletions {
  /// By name; empty: done, else why not.
  private final Map<String, String> failures = new LinkedHashMap<>();

  private Deletions() {}

  /// Waits for every answer.
  public static Deletions await(
      Map<String, KafkaFuture<Void>> answers, BrokerOption broker, List<String> names) {
    Deletions deletions = new Deletions();
    for (String name : names) {
      KafkaFuture<Void> answer = answers.get(name);
      String failure = "";
      try {
        if (answer != null) {
          Answers.await(answer, "delete " + name, broker);
        }
      } catch (Failure e) {
        failure = String.valueOf(e.getMessage());
      }
      deletions.failures.put(name, failure);
    }
    return deletions;
  }

  /// Deletes one after the other.
  ///
  /// @param delete throws a [Failure] for what cannot be deleted
  public static Deletions each(List<String> names, Consumer<String> delete) {
    Deletions deletions = new Deletions();
    for (String name : names) {
      String failure = "";
      try {
        delete.accept(name);
      } catch (Failure e) {
        failure = String.valueOf(e.getMessage());
      }
      deletions.failures.put(name, failure);
    }
    return deletions;
  }

  /// Prints what was deleted, and fails if anything was not.
  ///
  /// @param kind what the names are names of
  public void tell(PrintWriter out, boolean json, String kind) {
    if (json) {
      Json.print(
          out,
          into -> {
            into.writeStartArray();
            for (Map.Entry<String, String> each : failures.entrySet()) {
              into.writeStartObject();
              into.writeStringField(kind, each.getKey());
              into.writeBooleanField("deleted", each.getValue().isEmpty());
              into.writeEndObject();
            }
            into.writeEndArray();
          });
    } else {
      failures.forEach(
          (name, failure) -> {
            if (failure.isEmpty()) {
              out.println("deleted " + name);
            }
          });
      out.flush();
    }
    List<String> said = failures.values().stream().filter(each -> !each.isEmpty()).toList();
    if (!said.isEmpty()) {
      throw new Failure(String.join("\n", said));
    }
  }
}
