/// The file of a segment that holds runs of many partitions.
@NullMarked
package io.thalweg.storage.segment.mixed;

import org.jspecify.annotations.NullMarked;
