/// `thalweg dlq`: dead letters, looked at, sent back to where they died, or dropped.
@NullMarked
package io.thalweg.cli.dlq;

import org.jspecify.annotations.NullMarked;
