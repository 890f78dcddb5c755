/// What features are written against: commands, replies, clients, the turn.
///
/// No feature, no state and no thread.
@NullMarked
package io.thalweg.core.turn;

import org.jspecify.annotations.NullMarked;
