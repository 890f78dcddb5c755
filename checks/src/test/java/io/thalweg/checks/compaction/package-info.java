/// Compacted topics, compared with a model of what was written.
@NullMarked
package io.thalweg.checks.compaction;

import org.jspecify.annotations.NullMarked;
