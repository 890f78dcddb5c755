/// Data directories as builds of old have left them, one for each format, and what this build makes
/// of them.
@NullMarked
package io.thalweg.checks.golden;

import org.jspecify.annotations.NullMarked;
