package io.thalweg.bench.compare;

import java.util.Map;

/// What one broker did in one pair.
///
/// @param broker its name
/// @param pair counted from 0; the rounds of one pair ran one after the other
record Round(String broker, int pair, Map<Metric, Double> values) {}
