/// `compare-kafka`: rounds, and the report about them. What a round does belongs in `load`.
@NullMarked
package io.thalweg.bench.compare;

import org.jspecify.annotations.NullMarked;
