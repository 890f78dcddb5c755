/// Kafka's protocol, mutated: requests of every API and version, changed in every way that comes to
/// mind, against a broker process. What a message means belongs to the tests of `protocol`.
@NullMarked
package io.thalweg.checks.fuzz;

import org.jspecify.annotations.NullMarked;
