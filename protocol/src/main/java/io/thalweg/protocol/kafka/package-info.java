/// The Kafka protocol: sessions, and the table of APIs.
///
/// Each API's handler lives in a package below.
@NullMarked
package io.thalweg.protocol.kafka;

import org.jspecify.annotations.NullMarked;
