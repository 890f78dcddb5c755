/// The names under which the broker's numbers are published, a table per subsystem, and the HTTP
/// listener that publishes them. The only place that knows Prometheus.
///
/// Nothing is counted here: whoever does something counts it, in a plain class beside its code.
@NullMarked
package io.thalweg.server.metrics;

import org.jspecify.annotations.NullMarked;
