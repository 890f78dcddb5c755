package io.thalweg.simulator.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What a client calls a session, as long as it is one.
final class TakerSession {
  final int client;
  final int number;

  /// What it has not settled, by tags.
  final TreeMap<Long, Lease> open = new TreeMap<>();

  final List<Taking> takings = new ArrayList<>();
  long lastTag;

  /// Most unsettled deliveries at once; 0: any number.
  int limit;

  TakerSession(int client, int number) {
    this.client = client;
    this.number = number;
  }

  @Override
  public String toString() {
    return "session " + number + " of client " + client;
  }
}
