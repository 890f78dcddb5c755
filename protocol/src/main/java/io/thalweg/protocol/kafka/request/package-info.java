/// What handlers are written against: one request, its answer, the errors' codes.
///
/// No handler, and no knowledge of any API.
@NullMarked
package io.thalweg.protocol.kafka.request;

import org.jspecify.annotations.NullMarked;
