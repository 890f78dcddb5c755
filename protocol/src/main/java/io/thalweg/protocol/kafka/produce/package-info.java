/// Writing: Produce and InitProducerId.
@NullMarked
package io.thalweg.protocol.kafka.produce;

import org.jspecify.annotations.NullMarked;
