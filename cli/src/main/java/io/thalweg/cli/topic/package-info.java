/// `thalweg topic`: what topics there are, how large they are, and making, changing and deleting
/// them.
@NullMarked
package io.thalweg.cli.topic;

import org.jspecify.annotations.NullMarked;
