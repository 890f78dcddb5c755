package io.thalweg.server.config;

import java.util.List;

/// Listeners that a broker may do without.
///
/// @param at where they are; nowhere if empty
/// @param ifFree whether the broker starts without them if an address is taken
public record OptionalListeners(List<ListenAddress> at, boolean ifFree) {
  /// The address that nobody has to choose: the one that Prometheus exporters of OpenTelemetry
  /// have.
  static final String USUAL = "127.0.0.1:9464";
}
