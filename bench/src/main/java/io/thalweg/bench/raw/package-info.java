/// `many-partitions`, `catch-up` and `crowd`: a client that sends bytes prepared beforehand and
/// looks at little of what comes back, so that the broker alone is measured.
@NullMarked
package io.thalweg.bench.raw;

import org.jspecify.annotations.NullMarked;
