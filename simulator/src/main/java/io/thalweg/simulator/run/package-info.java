/// The command `bin/simulate`: histories for people to watch.
///
/// Nothing that a history needs belongs here.
@NullMarked
package io.thalweg.simulator.run;

import org.jspecify.annotations.NullMarked;
