/// Messages of AMQP 0-9-1 as events, and back: what a published one is stored as, what a delivered
/// one is sent as, and the memory that unfinished ones take.
///
/// No channel and no session.
@NullMarked
package io.thalweg.protocol.amqp.v091.message;

import org.jspecify.annotations.NullMarked;
