/// Compaction: the newest offset of each key, and what is left of a batch by it.
///
/// Reads no file itself; when a partition is compacted is the core's decision.
@NullMarked
package io.thalweg.storage.compact;

import org.jspecify.annotations.NullMarked;
