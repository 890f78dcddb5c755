/// A disk in memory that keeps what was synced and, after a power cut, any part of the rest.
///
/// No knowledge of what is stored on it.
@NullMarked
package io.thalweg.simulator.disk;

import org.jspecify.annotations.NullMarked;
