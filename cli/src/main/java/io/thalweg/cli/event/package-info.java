/// `thalweg publish` and `thalweg tail`: events in from arguments and lines, and out as text or
/// JSON.
@NullMarked
package io.thalweg.cli.event;

import org.jspecify.annotations.NullMarked;
