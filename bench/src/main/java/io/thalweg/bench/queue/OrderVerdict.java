package io.thalweg.bench.queue;

import java.util.List;

/// Whether keys kept their order; see [OrderLedger].
///
/// @param together deliveries of a key's event while another session had one
/// @param earlier deliveries before an earlier event of the key was settled
/// @param late events with an effect after the last effect of a later one
/// @param lost events without an effect that are no dead letters
/// @param dead dead letters
/// @param unaccounted dead letters that nobody refused
/// @param shown the first of what is wrong
record OrderVerdict(
    int together, int earlier, int late, int lost, int dead, int unaccounted, List<String> shown) {
  int violations() {
    return together + earlier + late + lost + unaccounted;
  }
}
