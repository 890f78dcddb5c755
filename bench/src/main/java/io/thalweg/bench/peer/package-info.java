/// Brokers as processes of their own, and what the kernel says about them and about the machine.
/// What is asked of a broker belongs in `load`.
@NullMarked
package io.thalweg.bench.peer;

import org.jspecify.annotations.NullMarked;
