/// The oldest Java client that the served versions reach, in a process of its own. Its program is
/// in `src/test/oldest`.
@NullMarked
package io.thalweg.checks.oldest;

import org.jspecify.annotations.NullMarked;
