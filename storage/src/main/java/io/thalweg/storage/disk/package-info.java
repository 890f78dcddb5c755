/// The file system behind one small interface, so that a hostile one can stand in for it.
///
/// No knowledge of what the files mean.
@NullMarked
package io.thalweg.storage.disk;

import org.jspecify.annotations.NullMarked;
