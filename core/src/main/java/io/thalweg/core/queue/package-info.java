/// Queue subscriptions: every event has an outcome of its own, any number of consumers share a
/// partition, and the order of a key survives redelivery.
@NullMarked
package io.thalweg.core.queue;

import org.jspecify.annotations.NullMarked;
