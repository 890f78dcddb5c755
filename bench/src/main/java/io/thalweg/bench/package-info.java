/// Measurements. Nothing the broker needs belongs here.
@NullMarked
package io.thalweg.bench;

import org.jspecify.annotations.NullMarked;
