/// What every other package may use: checks, limits, seeded chance, opaque bytes, counts that
/// others may read, the description of damage.
///
/// Nothing here knows an event, a record or a protocol.
@NullMarked
package io.thalweg.core.base;

import org.jspecify.annotations.NullMarked;
