/// Channels of AMQP 0-9-1: what each method asks of the core, and what its answer says.
///
/// No connection: a channel knows it as its `Link`.
@NullMarked
package io.thalweg.protocol.amqp.v091.channel;

import org.jspecify.annotations.NullMarked;
