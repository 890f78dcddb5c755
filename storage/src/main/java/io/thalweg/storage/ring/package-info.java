/// The journal as a ring of pre-zeroed files: frames, groups, recovery.
///
/// Knows nothing of what an entry means, and nothing of segments.
@NullMarked
package io.thalweg.storage.ring;

import org.jspecify.annotations.NullMarked;
