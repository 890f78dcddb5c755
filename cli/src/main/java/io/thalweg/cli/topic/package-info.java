/// `thalweg topic`: what topics there are, and making and deleting them.
@NullMarked
package io.thalweg.cli.topic;

import org.jspecify.annotations.NullMarked;
