/// Exchanges and bindings: which queues a message goes to, by its routing keys and headers.
///
/// Names and bindings are durable, as records; routing only reads them. What a protocol says in
/// arguments is opaque here, but for the alternate exchange and the terms that headers must meet.
/// No queue and no message: a queue is its id, found by [QueueNames].
@NullMarked
package io.thalweg.core.exchange;

import org.jspecify.annotations.NullMarked;
