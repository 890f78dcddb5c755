/// Immutable files of events that outlived the ring: writing, merging, reading, checking and
/// deleting them.
///
/// No journal: where events lie before they are here, only an
/// [io.thalweg.storage.segment.EntrySource] knows.
@NullMarked
package io.thalweg.storage.segment;

import org.jspecify.annotations.NullMarked;
