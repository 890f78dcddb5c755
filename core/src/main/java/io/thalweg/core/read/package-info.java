/// Bringing events to whoever waits for them: fetches, pending reads, and the port to where old
/// events lie.
///
/// Live state only; nothing here is journalled.
@NullMarked
package io.thalweg.core.read;

import org.jspecify.annotations.NullMarked;
