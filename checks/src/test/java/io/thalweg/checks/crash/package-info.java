/// Durable before acknowledged, and nothing lost: shown at the socket, at the system call and by
/// killing. Crashes of a disk that forgets unsynced writes do not belong here.
@NullMarked
package io.thalweg.checks.crash;

import org.jspecify.annotations.NullMarked;
