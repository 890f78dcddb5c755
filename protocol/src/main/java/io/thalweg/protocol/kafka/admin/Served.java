package io.thalweg.protocol.kafka.admin;

import org.apache.kafka.common.protocol.ApiKeys;

/// An API and its versions.
///
/// @param advertised lowest version that clients are told of
/// @param lowest version that works
/// @param highest version that works and that clients are told of
public record Served(ApiKeys api, int advertised, int lowest, int highest) {
  /// An API that advertises just what works.
  public Served(ApiKeys api, int lowest, int highest) {
    this(api, lowest, lowest, highest);
  }

  /// Whether `version` works.
  public boolean works(short version) {
    return version >= lowest && version <= highest;
  }
}
