/// The methods of AMQP 0-9-1 and their frames: all of them made from the specification, and by hand
/// those that are on the way of an event.
///
/// What a method does doesn't belong here.
@NullMarked
package io.thalweg.protocol.amqp.v091.method;

import org.jspecify.annotations.NullMarked;
