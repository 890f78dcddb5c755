/// The command line. Whatever it does to a broker, it does through the public protocol.
@NullMarked
package io.thalweg.cli;

import org.jspecify.annotations.NullMarked;
