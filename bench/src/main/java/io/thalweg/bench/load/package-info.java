/// The lean client: real Kafka clients that do as little as possible beside. No results are judged
/// here.
@NullMarked
package io.thalweg.bench.load;

import org.jspecify.annotations.NullMarked;
