/// Kafka's requests about classic consumer groups and committed offsets, as commands and back.
///
/// No rule of a group: those are the core's.
@NullMarked
package io.thalweg.protocol.kafka.group;

import org.jspecify.annotations.NullMarked;
