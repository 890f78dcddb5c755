/// Clients of queues, and what they know of them: they declare, publish, consume and settle, and
/// whatever is delivered must fit what was said before, through every crash.
///
/// Nothing of the world that they live in but its [Door].
@NullMarked
package io.thalweg.simulator.queue;

import org.jspecify.annotations.NullMarked;
