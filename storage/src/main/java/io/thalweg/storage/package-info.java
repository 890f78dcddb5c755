/// Where the journal and the segments live on a local disk. Nothing here knows a protocol.
@NullMarked
package io.thalweg.storage;

import org.jspecify.annotations.NullMarked;
