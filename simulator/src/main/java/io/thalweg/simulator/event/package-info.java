/// Events as clients send them and read them, in bytes: by a reader and a codec that share nothing
/// with the broker's.
///
/// No knowledge of what was sent, or when.
@NullMarked
package io.thalweg.simulator.event;

import org.jspecify.annotations.NullMarked;
