package io.thalweg.core.access;

/// What names of exchanges, queues and users' permissions are unique in (an AMQP vhost). Immutable.
///
/// @param id the core's id; [#DEFAULT_ID] of the one that is always there
public record Namespace(long id, String name, String description) {
  /// Id of the namespace that is always there.
  public static final long DEFAULT_ID = 0;

  /// Name of the namespace that is always there, as AMQP clients call it.
  public static final String DEFAULT_NAME = "/";
}
