/// Checks of the whole: everything here is a test.
@NullMarked
package io.thalweg.checks;

import org.jspecify.annotations.NullMarked;
