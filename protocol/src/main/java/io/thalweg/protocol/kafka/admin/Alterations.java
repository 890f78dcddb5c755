package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand.Configure;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Changes of settings in one request, each resource for itself; answered when all are decided.
final class Alterations implements KafkaRequest.Replies {
  static final byte TOPIC = 2;
  static final byte BROKER = 4;

  /// The change of one resource.
  ///
  /// @param change null if `malformed` says what is wrong with the request
  record Wanted(
      byte type, String name, @Nullable SettingsChange change, @Nullable String malformed) {}

  /// What became of it.
  record Outcome(byte type, String name, Errors error, @Nullable String message) {}

  private record Key(byte type, String name) {}

  private final KafkaRequest request;
  private final Function<List<Outcome>, ApiMessage> answer;
  private final List<Wanted> wanted = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private int open = 1;

  /// `answer` makes the response.
  Alterations(KafkaRequest request, Function<List<Outcome>, ApiMessage> answer) {
    this.request = request;
    this.answer = answer;
  }

  void add(Wanted each) {
    wanted.add(each);
  }

  /// Has all of them decided.
  void submit(TopicDirectory topics, boolean validateOnly) {
    request.onReply(this);
    Set<Key> seen = new HashSet<>();
    Set<Key> twice = new HashSet<>();
    for (Wanted each : wanted) {
      Key key = new Key(each.type, each.name);
      if (!seen.add(key)) {
        twice.add(key);
      }
      outcomes.add(new Outcome(each.type, each.name, Errors.NONE, null));
    }
    for (int at = 0; at < wanted.size(); at++) {
      Wanted each = wanted.get(at);
      if (twice.contains(new Key(each.type, each.name))) {
        refuse(at, Errors.INVALID_REQUEST, "the request names this resource twice");
      } else {
        submit(at, each, topics, validateOnly);
      }
    }
    done();
  }

  private void submit(int at, Wanted each, TopicDirectory topics, boolean validateOnly) {
    TopicInfo topic = topics.named(each.name);
    if (each.type == BROKER) {
      refuse(
          at,
          Errors.INVALID_REQUEST,
          "a broker is configured when it starts: expected a topic (2), not a broker (4)");
    } else if (each.type != TOPIC) {
      refuse(at, Errors.INVALID_REQUEST, "expected a topic (2), not a resource " + each.type);
    } else if (each.change == null) {
      refuse(at, Errors.INVALID_REQUEST, String.valueOf(each.malformed));
    } else if (topic == null) {
      refuse(at, Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic of that name");
    } else {
      open++;
      request.submit(at, new Configure(topic.id(), each.change, validateOnly));
    }
  }

  private void refuse(int at, Errors why, String message) {
    Wanted each = wanted.get(at);
    outcomes.set(at, new Outcome(each.type, each.name, why, message));
  }

  @Override
  public void replied(int at, Reply reply) {
    SettingsChange change = wanted.get(at).change;
    Errors why = KafkaErrors.of(reply.problem());
    if (reply.problem() == Problem.INVALID_SETTING && change != null) {
      refuse(at, why, change.refusal());
    } else if (reply.problem() != Problem.NONE) {
      refuse(at, why, why.message());
    }
    done();
  }

  private void done() {
    if (--open == 0) {
      request.answer(answer.apply(outcomes));
    }
  }
}
