/// What administrators ask about queues: how they stand, and changes that no consumer makes.
///
/// What is decided here is decided in `deliver`, where consumers are.
@NullMarked
package io.thalweg.core.queue.manage;

import org.jspecify.annotations.NullMarked;
