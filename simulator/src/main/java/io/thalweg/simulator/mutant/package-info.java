/// Brokers with one thing wrong: sources of the real one, changed in a line or two, compiled in
/// memory and loaded beside it. So that it can be seen that histories find out what is wrong.
///
/// Nothing in production code knows of it.
@NullMarked
package io.thalweg.simulator.mutant;

import org.jspecify.annotations.NullMarked;
