/// The rules of the house, read off the compiled classes: who may use whom, and how much of it.
/// Rules about layout and size of sources are the build's, not these.
@NullMarked
package io.thalweg.checks.architecture;

import org.jspecify.annotations.NullMarked;
