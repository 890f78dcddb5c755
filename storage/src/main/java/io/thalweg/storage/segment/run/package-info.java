/// What all kinds of segment files have in common: runs of batches that are written and read in
/// pieces with checksums.
///
/// No format of a file: what lies beside or behind the batches is a matter of the packages below.
@NullMarked
package io.thalweg.storage.segment.run;

import org.jspecify.annotations.NullMarked;
