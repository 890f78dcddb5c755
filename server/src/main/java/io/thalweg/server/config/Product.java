package io.thalweg.server.config;

/// What AMQP clients are told that they talk to.
public enum Product {
  /// What it is.
  THALWEG,
  /// What some clients look for: kombu, and so Celery, knows by it how prefetch limits work.
  RABBITMQ
}
