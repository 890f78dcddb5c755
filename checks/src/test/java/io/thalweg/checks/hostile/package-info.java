/// Peers that send what they should not, or nothing, or never read: against a broker process, while
/// a well-behaved client goes on. What a message means belongs to the tests of `protocol`.
@NullMarked
package io.thalweg.checks.hostile;

import org.jspecify.annotations.NullMarked;
