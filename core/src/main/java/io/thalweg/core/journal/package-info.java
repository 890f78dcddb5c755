/// The shape of a record, and the contracts of the journal that keeps records.
///
/// No implementation of a journal, and no record of a feature.
@NullMarked
package io.thalweg.core.journal;

import org.jspecify.annotations.NullMarked;
