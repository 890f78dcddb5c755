package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand.Configure;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.ResponseBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Changes of settings in one request, each resource for itself; answered when all are decided.
final class Alterations implements KafkaRequest.Replies {
  /// The change of one resource, and what became of it.
  private static final class Alteration {
    private final Resource resource;
    private final @Nullable SettingsChange change;
    private Errors error = Errors.NONE;
    private @Nullable String message;

    /// @param change null if it is not even tried
    Alteration(Resource resource, @Nullable SettingsChange change) {
      this.resource = resource;
      this.change = change;
    }

    Alteration refuse(Errors why, String what) {
      error = why;
      message = what;
      return this;
    }
  }

  private final KafkaRequest request;
  private final List<Alteration> all = new ArrayList<>();
  private int open = 1;

  Alterations(KafkaRequest request) {
    this.request = request;
  }

  void add(Resource resource, SettingsChange change) {
    all.add(new Alteration(resource, change));
  }

  /// One that cannot be tried, since it says something that it must not.
  void addMalformed(Resource resource, String what) {
    all.add(new Alteration(resource, null).refuse(Errors.INVALID_REQUEST, what));
  }

  /// Has all of them decided.
  void submit(TopicDirectory topics, boolean validateOnly) {
    request.onReply(this);
    Set<Resource> twice = Repeated.names(all, each -> each.resource);
    for (int at = 0; at < all.size(); at++) {
      Alteration each = all.get(at);
      if (twice.contains(each.resource)) {
        each.refuse(Errors.INVALID_REQUEST, "the request names this resource twice");
      } else {
        submit(at, each, topics, validateOnly);
      }
    }
    done();
  }

  private void submit(int at, Alteration each, TopicDirectory topics, boolean validateOnly) {
    byte type = each.resource.type();
    TopicInfo topic = topics.named(each.resource.name());
    if (type == Resource.BROKER) {
      each.refuse(
          Errors.INVALID_REQUEST,
          "a broker is configured when it starts: expected a topic (2), not a broker (4)");
    } else if (type != Resource.TOPIC) {
      each.refuse(Errors.INVALID_REQUEST, "expected a topic (2), not a resource " + type);
    } else if (each.change != null && topic == null) {
      each.refuse(Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic of that name");
    } else if (each.change != null && topic != null) {
      open++;
      request.submit(at, new Configure(topic.id(), each.change, validateOnly));
    }
  }

  @Override
  public void replied(int at, Reply reply) {
    Alteration each = all.get(at);
    Errors why = KafkaErrors.of(reply.problem());
    if (reply.problem() == Problem.INVALID_SETTING && each.change != null) {
      each.refuse(why, each.change.refusal());
    } else if (reply.problem() != Problem.NONE) {
      each.refuse(why, why.message());
    }
    done();
  }

  private void done() {
    if (--open == 0) {
      request.answer(body());
    }
  }

  /// AlterConfigs and IncrementalAlterConfigs are answered alike.
  private ResponseBody body() {
    ResponseBody out = new ResponseBody(request.isFlexible(), 64 + 64 * all.size());
    out.putInt(0).putLength(all.size());
    for (Alteration each : all) {
      out.putError(each.error).putStringOrNull(each.message);
      out.putByte(each.resource.type()).putString(each.resource.name()).putNoTags();
    }
    return out.putNoTags();
  }
}
