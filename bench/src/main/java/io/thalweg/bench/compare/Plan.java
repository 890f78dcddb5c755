package io.thalweg.bench.compare;

import java.util.List;

/// What a run does.
///
/// @param brokers names of those that take part
/// @param pairs rounds of each broker
/// @param events produced and consumed in each round
/// @param eventBytes size of each event's value
/// @param pacedRate events per second of the paced part
/// @param pacedSeconds how long that takes; 0: left out
record Plan(
    List<String> brokers,
    int pairs,
    long events,
    int eventBytes,
    int pacedRate,
    int pacedSeconds) {}
