package io.thalweg.core.group;

import io.thalweg.core.base.Opaque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A member of a group. Immutable.
///
/// @param id given by the broker
/// @param instance given by the client to be known again after a restart, or null
/// @param host the peer's address, for people to read
/// @param sessionMillis after how long a silence the member is gone
/// @param rebalanceMillis how long a rebalance waits for it
/// @param assignment what the leader assigned to it in this generation
public record Member(
    String id,
    @Nullable String instance,
    String clientId,
    String host,
    int sessionMillis,
    int rebalanceMillis,
    List<Protocol> protocols,
    Opaque assignment) {

  Member assigned(Opaque next) {
    return new Member(
        id, instance, clientId, host, sessionMillis, rebalanceMillis, protocols, next);
  }

  Member renamed(String nextId) {
    return new Member(
        nextId, instance, clientId, host, sessionMillis, rebalanceMillis, protocols, assignment);
  }

  /// What the protocols that it knows are called.
  Set<String> protocolNames() {
    Set<String> names = new HashSet<>();
    protocols.forEach(own -> names.add(own.name()));
    return names;
  }

  /// Its metadata for `protocol`; empty if it doesn't know it.
  public Opaque metadata(String protocol) {
    for (Protocol own : protocols) {
      if (own.name().equals(protocol)) {
        return own.metadata();
      }
    }
    return Opaque.EMPTY;
  }

  /// An upper bound of its bytes in a record.
  int bytes() {
    int sum = 64 + 3 * (id.length() + clientId.length() + host.length()) + assignment.length();
    if (instance != null) {
      sum += 3 * instance.length();
    }
    for (Protocol own : protocols) {
      sum += 8 + 3 * own.name().length() + own.metadata().length();
    }
    return sum;
  }

  /// One way to assign that a member knows, most preferred first in its list.
  ///
  /// @param name of the assignor
  /// @param metadata the member's subscription in that assignor's terms
  public record Protocol(String name, Opaque metadata) {}
}
