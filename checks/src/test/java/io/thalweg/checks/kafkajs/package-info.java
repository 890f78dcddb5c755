/// kafkajs, the client of JavaScript programs, against a broker process. Its programs are in
/// `src/test/node`; here is what they must print.
@NullMarked
package io.thalweg.checks.kafkajs;

import org.jspecify.annotations.NullMarked;
