/// Checks all that lies on a disk, and says what is damaged: file, position, topic and offsets.
///
/// Writes nothing, repairs nothing, and knows nothing of how findings are shown.
@NullMarked
package io.thalweg.storage.verify;

import org.jspecify.annotations.NullMarked;
