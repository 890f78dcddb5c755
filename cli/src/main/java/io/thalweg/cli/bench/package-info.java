/// `thalweg bench`: how fast a broker takes and gives events, measured with the Kafka clients. The
/// comparison of brokers is the module `bench`'s.
@NullMarked
package io.thalweg.cli.bench;

import org.jspecify.annotations.NullMarked;
