/// The real core and the real storage, driven step by step from one seed on a simulated disk, with
/// an independent model of what must be there.
///
/// Nothing of the broker is reimplemented here, and nothing here is part of the broker.
@NullMarked
package io.thalweg.simulator.world;

import org.jspecify.annotations.NullMarked;
