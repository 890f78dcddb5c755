/// The bytes of AMQP 0-9-1: frames, content headers, tables, and what methods' arguments are made
/// of. What comes from a peer is checked in place, before memory is taken for it.
///
/// No method and no session.
@NullMarked
package io.thalweg.protocol.amqp.v091.wire;

import org.jspecify.annotations.NullMarked;
