/// What administrators ask about queues, exchanges, bindings, subscriptions and dead letters.
@NullMarked
package io.thalweg.server.admin.queue;

import org.jspecify.annotations.NullMarked;
