/// Passwords: how they are hashed and checked, off the loops of connections. Who may do what is the
/// core's.
@NullMarked
package io.thalweg.server.access;

import org.jspecify.annotations.NullMarked;
