/// How commands reach a broker: its address, whether anybody answers there, and Kafka clients with
/// the patience of a command line.
@NullMarked
package io.thalweg.cli.broker;

import org.jspecify.annotations.NullMarked;
