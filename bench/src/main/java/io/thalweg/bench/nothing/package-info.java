/// A broker that answers and stores nothing: what a client can reach at most. Runs as a process of
/// its own.
@NullMarked
package io.thalweg.bench.nothing;

import org.jspecify.annotations.NullMarked;
