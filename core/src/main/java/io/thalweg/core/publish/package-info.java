/// The way of a message from exchanges to the topics of queues.
@NullMarked
package io.thalweg.core.publish;

import org.jspecify.annotations.NullMarked;
