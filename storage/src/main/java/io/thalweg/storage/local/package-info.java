/// The one package that knows both the ring and the segments: storage on this machine's disk.
@NullMarked
package io.thalweg.storage.local;

import org.jspecify.annotations.NullMarked;
