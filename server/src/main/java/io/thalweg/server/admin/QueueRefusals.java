package io.thalweg.server.admin;

import io.thalweg.core.turn.Problem;

/// What problems with queues, exchanges and bindings are in words.
final class QueueRefusals {
  private QueueRefusals() {}

  static Refusal of(Problem problem, String subject) {
    return switch (problem) {
      case UNKNOWN_QUEUE -> missing("queue", subject, "/admin/v1/queues");
      case UNKNOWN_EXCHANGE -> missing("exchange", subject, "/admin/v1/exchanges");
      case UNKNOWN_PARTITION ->
          new Refusal(
              404,
              "unknown-partition",
              "a partition of the queue's topic",
              subject + " has no such",
              "GET /admin/v1/subscriptions/NAMESPACE/NAME shows those that there are");
      case UNKNOWN_TOPIC ->
          new Refusal(
              404,
              "unknown-topic",
              "an existing topic in 'topic'",
              "the topic of " + subject + " is not there",
              "create it first ('thalweg topic create'), or leave 'topic' out for one of its own");
      case NOT_EQUIVALENT ->
          new Refusal(
              409,
              "not-equivalent",
              "the settings that it has, or a name that is free",
              "there is " + subject + " with others",
              "delete it first, or choose another name");
      case IN_USE ->
          new Refusal(
              409,
              "in-use",
              "that nobody uses it, as was asked for",
              subject + " is in use",
              "wait, or leave out if-unused");
      case NOT_EMPTY ->
          new Refusal(
              409,
              "not-empty",
              "that nothing is in it, as was asked for",
              "events are in " + subject,
              "purge it, or leave out if-empty");
      default ->
          new Refusal(
              409,
              "locked",
              "one that is not a connection's alone",
              subject + " is exclusive",
              "it goes with its connection");
    };
  }

  private static Refusal missing(String kind, String subject, String list) {
    return new Refusal(
        404,
        "unknown-" + kind,
        "one that is there",
        "there is no " + subject,
        "GET " + list + " shows what there is");
  }
}
