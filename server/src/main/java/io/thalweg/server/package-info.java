/// The broker process: what wires core, storage and protocols to sockets and threads.
@NullMarked
package io.thalweg.server;

import org.jspecify.annotations.NullMarked;
