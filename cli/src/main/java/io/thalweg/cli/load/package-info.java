/// What is sent when load is made: events out of nothing, and the moments at which they are due.
/// Neither clients nor results.
@NullMarked
package io.thalweg.cli.load;

import org.jspecify.annotations.NullMarked;
