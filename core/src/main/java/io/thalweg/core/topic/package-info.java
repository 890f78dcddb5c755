/// Topics, partitions and appends; the catalogue of segments; retention.
///
/// The only package that writes `Appended`. Nothing here waits or reads files.
@NullMarked
package io.thalweg.core.topic;

import org.jspecify.annotations.NullMarked;
