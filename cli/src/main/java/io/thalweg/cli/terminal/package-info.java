/// What every command shares in how it speaks: exit codes, errors in one line, tables, JSON and
/// pipes.
@NullMarked
package io.thalweg.cli.terminal;

import org.jspecify.annotations.NullMarked;
