/// Drives the features: one single-threaded, deterministic state machine over one journal.
///
/// The only package that knows all features. It waits for nothing and does no I/O.
@NullMarked
package io.thalweg.core.shard;

import org.jspecify.annotations.NullMarked;
