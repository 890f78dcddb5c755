/// The broker's own HTTP API for administrators, on loopback: who is let in, where a request goes,
/// and one class for each kind of thing. What is changed is a command of the core.
@NullMarked
package io.thalweg.server.admin;

import org.jspecify.annotations.NullMarked;
