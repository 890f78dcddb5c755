/// Protocol sessions: bytes to commands and replies to bytes. Sockets do not belong here.
@NullMarked
package io.thalweg.protocol;

import org.jspecify.annotations.NullMarked;
