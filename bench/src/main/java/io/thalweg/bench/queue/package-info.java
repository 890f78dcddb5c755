/// Queue subscriptions, as AMQP clients use them, beside what RabbitMQ does.
@NullMarked
package io.thalweg.bench.queue;

import org.jspecify.annotations.NullMarked;
