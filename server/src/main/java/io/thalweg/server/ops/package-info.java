/// What operating the process needs beside serving: its log.
@NullMarked
package io.thalweg.server.ops;

import org.jspecify.annotations.NullMarked;
