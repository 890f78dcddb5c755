/// A broker, and the commands, as processes of their own: what tests of the whole start and stop.
/// What they assert of it does not belong here.
@NullMarked
package io.thalweg.checks.broker;

import org.jspecify.annotations.NullMarked;
