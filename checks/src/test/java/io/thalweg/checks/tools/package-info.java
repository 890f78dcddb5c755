/// Kafka's own command line tools, as Kafka ships them, against a running broker. What they do with
/// files is in `segment`.
@NullMarked
package io.thalweg.checks.tools;

import org.jspecify.annotations.NullMarked;
