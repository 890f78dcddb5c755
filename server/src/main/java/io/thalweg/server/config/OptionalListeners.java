package io.thalweg.server.config;

import java.util.List;

/// Listeners that a broker may do without.
///
/// @param at where they are; nowhere if empty
/// @param ifFree whether the broker starts without them if an address is taken
public record OptionalListeners(List<ListenAddress> at, boolean ifFree) {
  /// The address that nobody has to choose: the one that Prometheus exporters of OpenTelemetry
  /// have.
  static final String METRICS = "127.0.0.1:9464";

  /// That of the administrators' API.
  static final String ADMIN = "127.0.0.1:9460";

  /// Where AMQP clients look.
  static final String AMQP = "127.0.0.1:5672,[::1]:5672";
}
