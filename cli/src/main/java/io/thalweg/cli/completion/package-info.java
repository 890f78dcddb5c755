/// `thalweg completion`: what the command line takes, written as scripts for shells. It knows no
/// command by name.
@NullMarked
package io.thalweg.cli.completion;

import org.jspecify.annotations.NullMarked;
