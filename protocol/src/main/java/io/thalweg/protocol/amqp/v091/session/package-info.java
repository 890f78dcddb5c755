/// Connections of AMQP 0-9-1: from the protocol header to the end, with their frames, heartbeats
/// and errors.
///
/// What a method means is its channel's.
@NullMarked
package io.thalweg.protocol.amqp.v091.session;

import org.jspecify.annotations.NullMarked;
