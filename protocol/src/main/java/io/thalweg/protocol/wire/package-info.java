/// What sessions of every protocol share: the seam to a socket and its limits.
///
/// No protocol and no socket.
@NullMarked
package io.thalweg.protocol.wire;

import org.jspecify.annotations.NullMarked;
