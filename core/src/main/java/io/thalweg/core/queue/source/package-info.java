/// Where the events are that queues deliver: found by their offsets, in blocks or by reads.
@NullMarked
package io.thalweg.core.queue.source;

import org.jspecify.annotations.NullMarked;
