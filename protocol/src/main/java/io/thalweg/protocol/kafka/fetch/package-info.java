/// Reading: Fetch with its sessions, ListOffsets.
@NullMarked
package io.thalweg.protocol.kafka.fetch;

import org.jspecify.annotations.NullMarked;
