/// Versions, metadata, topics, configuration, coordinators.
@NullMarked
package io.thalweg.protocol.kafka.admin;

import org.jspecify.annotations.NullMarked;
