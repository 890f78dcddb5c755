/// AMQP: the choice between its versions, which share a port.
///
/// Each version lives in a package below.
@NullMarked
package io.thalweg.protocol.amqp;

import org.jspecify.annotations.NullMarked;
