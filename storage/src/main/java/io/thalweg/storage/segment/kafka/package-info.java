/// The files of a segment that holds one run, as Kafka keeps them.
@NullMarked
package io.thalweg.storage.segment.kafka;

import org.jspecify.annotations.NullMarked;
