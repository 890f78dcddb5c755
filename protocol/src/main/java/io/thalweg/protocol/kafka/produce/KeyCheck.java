package io.thalweg.protocol.kafka.produce;

import io.thalweg.core.batch.BatchCheck;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.turn.Problem;
import io.thalweg.protocol.kafka.records.Decompression;
import io.thalweg.protocol.kafka.records.EventStream;
import io.thalweg.protocol.kafka.records.OpeningBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Looks for events without a key in the batches of one request, which compacted topics do not
/// take. Compressed batches are opened for it, on the thread of all connections, hence the budget:
/// a batch that opens to more is too large.
final class KeyCheck {
  /// Events that one refusal names.
  private static final int MAX_NAMED = 100;

  /// Why a batch is refused.
  ///
  /// @param events the first ones without a key, by their places in the batch
  record Refusal(Errors why, String message, List<Integer> events) {}

  private final BatchCheck check = new BatchCheck();
  private final EventCursor cursor = new EventCursor();
  private final OpeningBudget budget = new OpeningBudget();
  private List<Integer> keyless = List.of();

  /// Null if the `bytes` at `at` may be appended, as far as keys go; also if they are no batch that
  /// the shard would take.
  @Nullable Refusal refusal(ByteBuffer in, int at, int bytes, int maxBytes) {
    if (check.check(in, at, bytes, maxBytes) != Problem.NONE) {
      return null;
    }
    keyless = new ArrayList<>(0);
    boolean read = BatchHeader.codec(in, at) == 0 ? inPlace(in, at) : opened(in, at, bytes);
    if (!keyless.isEmpty()) {
      String message = "expected a key in every event: the topic is compacted";
      return new Refusal(Errors.INVALID_RECORD, message, keyless);
    }
    if (read) {
      return null;
    }
    return budget.isExceeded()
        ? new Refusal(
            Errors.MESSAGE_TOO_LARGE,
            "expected batches that open to at most "
                + OpeningBudget.MAX_BATCH_BYTES
                + " bytes: the topic is compacted",
            List.of())
        : new Refusal(Errors.INVALID_RECORD, "expected events that can be read", List.of());
  }

  /// Whether all events could be read.
  private boolean inPlace(ByteBuffer in, int at) {
    cursor.over(in, at);
    for (int event = 0; cursor.next(); event++) {
      look(event, cursor.keyLength() >= 0);
    }
    return !cursor.malformed();
  }

  private boolean opened(ByteBuffer in, int at, int bytes) {
    byte[] records = new byte[bytes - BatchHeader.BYTES];
    in.get(at + BatchHeader.BYTES, records);
    try (Decompression opened = budget.open(BatchHeader.codec(in, at), records)) {
      try {
        return inEvents(BatchHeader.count(in, at), new EventStream(opened));
      } finally {
        budget.spent(opened);
      }
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private boolean inEvents(int count, EventStream events) throws IOException {
    for (int event = 0; event < count; event++) {
      events.next();
      if (events.offsetDelta() != event) {
        return false;
      }
      look(event, events.hasKey());
    }
    return events.isLast();
  }

  private void look(int event, boolean hasKey) {
    if (!hasKey && keyless.size() < MAX_NAMED) {
      keyless.add(event);
    }
  }
}
