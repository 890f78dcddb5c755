/// The deterministic core. What reads a clock, thread, socket or file does not belong here.
@NullMarked
package io.thalweg.core;

import org.jspecify.annotations.NullMarked;
