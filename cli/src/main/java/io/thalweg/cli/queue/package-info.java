/// `thalweg queue`, `exchange` and `binding`: what messages of AMQP go to, and how.
@NullMarked
package io.thalweg.cli.queue;

import org.jspecify.annotations.NullMarked;
