package io.thalweg.core.queue.order;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Keys that have too many events, of which later ones are left out until there is room.
///
/// Events are offered in passes, each of which begins somewhere and leaves nothing out that is not
/// final. So a key may take what was left out only in a pass that began in front of that; and when
/// one has come past it and nothing was offered, all of it is gone (purged, expired, not retained).
final class LeftOut {
  private final int perKey;
  private final Consumer<OrderedKey> changed;
  private final KeyHeap resumable = new KeyHeap();
  private final List<OrderedKey> resumed = new ArrayList<>();

  /// Keys that have taken in what was left out in this pass, and may miss what follows.
  private int filling;

  private long pass;
  private long from;

  /// Most events of a key are `perKey`; `changed` is told of keys of which nothing is left out now.
  LeftOut(int perKey, Consumer<OrderedKey> changed) {
    this.perKey = perKey;
    this.changed = changed;
  }

  /// Whether an event of `key` behind all that are known of it is taken in; if not it is left out.
  boolean takes(OrderedKey key, long offset) {
    boolean full = key.size >= perKey;
    if (key.leftOut >= 0 && (key.leftOut < from || key.leftOutIn == pass)) {
      return false; // so were earlier ones
    }
    if (full) {
      key.leftOut = offset;
      key.leftOutIn = pass;
      filled(key);
    } else if (key.leftOut >= 0) {
      key.leftOut = -1;
      key.filling = true;
      filling++;
      resumed.add(key);
    }
    return !full;
  }

  private void filled(OrderedKey key) {
    filling -= key.filling ? 1 : 0;
    key.filling = false;
  }

  /// A key has room again, perhaps.
  void look(OrderedKey key) {
    if (key.leftOut >= 0 && hasRoom(key) && !key.resumable) {
      key.resumable = true;
      resumable.add(key.leftOut, key);
    }
  }

  private boolean hasRoom(OrderedKey key) {
    return key.size <= perKey / 2;
  }

  /// As [KeyOrder#resumeFrom] says.
  long resumeFrom(long to, long end) {
    while (!resumable.isEmpty()) {
      OrderedKey key = resumable.remove();
      key.resumable = false;
      if (key.leftOut >= from && key.leftOut < to && key.leftOutIn != pass) {
        key.leftOut = to < end ? to : -1;
        changed.accept(key);
      }
      look(key);
      if (key.resumable) {
        return key.leftOut;
      }
    }
    return Long.MAX_VALUE;
  }

  /// As [KeyOrder#isResuming] says.
  boolean isResuming() {
    return filling > 0;
  }

  /// As [KeyOrder#offerFrom] says.
  void offerFrom(long offset) {
    pass++;
    from = offset;
    for (OrderedKey key : resumed) {
      if (key.filling) {
        filled(key);
        changed.accept(key);
      }
    }
    resumed.clear();
  }
}
