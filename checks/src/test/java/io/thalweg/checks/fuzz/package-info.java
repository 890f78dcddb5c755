/// Kafka's protocol and AMQP's, mutated: requests of every API and version, and streams of clients
/// with every method, changed in every way that comes to mind, against a broker process. What a
/// message means belongs to the tests of `protocol`.
@NullMarked
package io.thalweg.checks.fuzz;

import org.jspecify.annotations.NullMarked;
