/// RecordBatch v2, the format in which events are stored: header, checks, building, reading events.
///
/// No partition, no journal; bytes in buffers only.
@NullMarked
package io.thalweg.core.batch;

import org.jspecify.annotations.NullMarked;
