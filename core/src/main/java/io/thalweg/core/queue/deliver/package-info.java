/// Who gets which event, and what becomes of it: what is decided about queues, and the consumers,
/// sessions and leases that a restart may forget, as if every client had left.
@NullMarked
package io.thalweg.core.queue.deliver;

import org.jspecify.annotations.NullMarked;
