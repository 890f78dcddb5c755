/// Queue subscriptions: every event has an outcome of its own, and any number of consumers share a
/// partition. Here is what is durable about them, and what can be asked.
///
/// `order` keeps the order of keys through redelivery; `deliver` decides and delivers.
@NullMarked
package io.thalweg.core.queue;

import org.jspecify.annotations.NullMarked;
