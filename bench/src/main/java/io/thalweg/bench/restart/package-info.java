/// `restart`: what a full ring and a `kill -9` cost, beside a raw read of the same bytes.
@NullMarked
package io.thalweg.bench.restart;

import org.jspecify.annotations.NullMarked;
