/// Who may get which event, when the order of a key must survive redelivery.
@NullMarked
package io.thalweg.core.queue.order;

import org.jspecify.annotations.NullMarked;
