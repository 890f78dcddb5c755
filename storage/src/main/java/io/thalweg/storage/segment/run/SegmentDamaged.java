package io.thalweg.storage.segment.run;

import io.thalweg.core.base.Damage;
import java.io.IOException;

/// A segment's file does not hold what was written, or cannot be read at all.
public final class SegmentDamaged extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Damage damage;

  /// Bytes of `file` from `position` on that are not what was written.
  public SegmentDamaged(String file, long position, String what) {
    this(new Damage(file, position, what));
  }

  /// Bytes that are not what was written, wherever they lie.
  public SegmentDamaged(Damage damage) {
    super(damage.toString());
    this.damage = damage;
  }

  /// File, position and what is wrong.
  public Damage damage() {
    return damage;
  }
}
