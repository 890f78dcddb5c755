/// The events inside batches, which clients compress: opening them within bounds, packing them
/// again.
///
/// No request, no answer.
@NullMarked
package io.thalweg.protocol.kafka.records;

import org.jspecify.annotations.NullMarked;
