/// What operating the process needs beside serving: its log, and the limits of the HTTP servers
/// that the JDK brings.
@NullMarked
package io.thalweg.server.ops;

import org.jspecify.annotations.NullMarked;
