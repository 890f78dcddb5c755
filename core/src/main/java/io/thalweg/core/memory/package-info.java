/// Bytes and who holds them: blocks, slices of blocks, and where recent journal frames lie.
///
/// No knowledge of records or events.
@NullMarked
package io.thalweg.core.memory;

import org.jspecify.annotations.NullMarked;
