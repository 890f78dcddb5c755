/// Messages that the broker itself carries: copies of dead events, and replies that nobody stores;
/// and what queues look for in events.
///
/// Who dies when, and who gets what, is decided elsewhere.
@NullMarked
package io.thalweg.core.queue.letter;

import org.jspecify.annotations.NullMarked;
