package io.thalweg.server.admin.queue;

import io.thalweg.core.access.AccessDirectory;
import io.thalweg.core.access.Namespace;
import io.thalweg.core.queue.QueueName;
import io.thalweg.server.admin.NamespacesResource;
import io.thalweg.server.admin.Refusal;
import io.thalweg.server.admin.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Names of queues and exchanges, as requests bring them.
///
/// @param access knows the namespaces
record Named(AccessDirectory access) {
  private static final int MOST_BYTES = 255;
  private static final String RESERVED = "amq.";

  /// The namespaces that a list is about: that of `?namespace=`, or all.
  List<Namespace> namespaces(Request request) throws Refusal {
    String wanted = request.query("namespace");
    return wanted == null
        ? List.copyOf(access.namespaces())
        : List.of(NamespacesResource.find(access, wanted));
  }

  /// The namespace that the path names first.
  Namespace namespace(Request request) throws Refusal {
    return NamespacesResource.find(access, request.name(0));
  }

  /// The namespace of that name.
  Namespace namespace(String name) throws Refusal {
    return NamespacesResource.find(access, name);
  }

  /// The queue that the path names.
  QueueName queue(Request request) throws Refusal {
    return queue(request.name(0), request.name(1));
  }

  QueueName queue(String namespace, String name) throws Refusal {
    checkName("queue", name);
    return new QueueName(
        NamespacesResource.find(access, namespace).id(), QueueName.Kind.AMQP, name);
  }

  static void checkName(String kind, String name) throws Refusal {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isEmpty() || bytes > MOST_BYTES || name.chars().anyMatch(Character::isISOControl)) {
      throw Refusal.invalid(
          "a name of a "
              + kind
              + " of 1 to "
              + MOST_BYTES
              + " bytes of UTF-8 without control"
              + " characters",
          bytes > MOST_BYTES ? "it has " + bytes : "it is '" + name + "'");
    }
  }

  /// Names that clients may not choose are not for administrators either.
  static void checkNew(String kind, String name) throws Refusal {
    checkName(kind, name);
    if (name.startsWith(RESERVED)) {
      throw Refusal.invalid(
          "a name of a " + kind + " that does not begin with '" + RESERVED + "'",
          "it is '" + name + "'");
    }
  }
}
