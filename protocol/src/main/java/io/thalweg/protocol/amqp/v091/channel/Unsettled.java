package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.queue.QueueCommand;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The tags of a channel's deliveries that its client has not settled. Takes memory for pages in
/// which there is one.
final class Unsettled {
  private static final int PAGE_BITS = 12;
  private static final int PAGE = 1 << PAGE_BITS;

  private final TreeMap<Long, Page> pages = new TreeMap<>();
  private @Nullable Page filled;
  private @Nullable Page settled;

  /// Takes a range of tags.
  interface Ranges {
    void range(long first, long last);
  }

  private static final class Page {
    private final long number;
    private final long[] bits = new long[PAGE / Long.SIZE];
    private int count;

    Page(long number) {
      this.number = number;
    }

    boolean flip(long tag, boolean from) {
      int at = (int) tag & (PAGE - 1);
      long mask = 1L << at;
      if (((bits[at / Long.SIZE] & mask) != 0) != from) {
        return false;
      }
      bits[at / Long.SIZE] ^= mask;
      count += from ? -1 : 1;
      return true;
    }
  }

  static {
    if (PAGE > QueueCommand.Settle.MOST) {
      throw new IllegalStateException("expected a page that can be settled at once");
    }
  }

  boolean isEmpty() {
    return pages.isEmpty();
  }

  void clear() {
    pages.clear();
    filled = null;
    settled = null;
  }

  void add(long tag) {
    Page page = filled;
    if (page == null || page.number != tag >>> PAGE_BITS) {
      page = pages.computeIfAbsent(tag >>> PAGE_BITS, Page::new);
      filled = page;
    }
    page.flip(tag, false);
  }

  /// Whether `tag` was among them; it is not any more.
  boolean remove(long tag) {
    Page page = settled;
    if (page == null || page.number != tag >>> PAGE_BITS) {
      page = pages.get(tag >>> PAGE_BITS);
      settled = page;
    }
    if (page == null || !page.flip(tag, true)) {
      return false;
    }
    drop(page);
    return true;
  }

  private void drop(Page page) {
    if (page.count == 0) {
      pages.remove(page.number);
      filled = filled == page ? null : filled;
      settled = settled == page ? null : settled;
    }
  }

  /// Removes all up to `tag`, in ranges from the lowest of them to the highest, each of which can
  /// be settled at once. Whether there was any.
  boolean removeUpTo(long tag, Ranges removed) {
    boolean any = false;
    while (!pages.isEmpty() && pages.firstKey() <= tag >>> PAGE_BITS) {
      Page page = pages.firstEntry().getValue();
      long first = -1;
      long last = -1;
      long from = page.number << PAGE_BITS;
      for (int word = 0; word < page.bits.length; word++) {
        long start = from + (long) word * Long.SIZE;
        long taken = page.bits[word] & upTo(tag - start);
        if (taken != 0) {
          page.bits[word] ^= taken;
          page.count -= Long.bitCount(taken);
          first = first < 0 ? start + Long.numberOfTrailingZeros(taken) : first;
          last = start + Long.SIZE - 1 - Long.numberOfLeadingZeros(taken);
        }
      }
      if (first < 0) {
        break;
      }
      any = true;
      removed.range(first, last);
      if (page.count > 0) {
        break;
      }
      drop(page);
    }
    return any;
  }

  /// The bits up to the one at `last`.
  private static long upTo(long last) {
    return last < 0 ? 0 : last >= Long.SIZE - 1 ? -1 : (1L << (last + 1)) - 1;
  }

  /// Whether `tag` is among them.
  boolean has(long tag) {
    Page page = pages.get(tag >>> PAGE_BITS);
    int at = (int) tag & (PAGE - 1);
    return page != null && (page.bits[at / Long.SIZE] & (1L << at)) != 0;
  }

  /// Whether `tag` or one below it is among them.
  boolean hasUpTo(long tag) {
    if (pages.isEmpty()) {
      return false;
    }
    Page lowest = pages.firstEntry().getValue();
    int word = 0;
    while (lowest.bits[word] == 0) {
      word++;
    }
    int bit = word * Long.SIZE + Long.numberOfTrailingZeros(lowest.bits[word]);
    return (lowest.number << PAGE_BITS) + bit <= tag;
  }
}
