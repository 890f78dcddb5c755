/// Configuration: every key with its default, range and meaning, read from its sources in order
/// into one validated record tree. Knows nothing of what the values are used for.
@NullMarked
package io.thalweg.server.config;

import org.jspecify.annotations.NullMarked;
