package io.thalweg.server.config;

import java.util.ArrayList;
import java.util.List;

/// What must hold between limits. Each is allowed by itself; together they must leave the broker
/// able to work.
final class Relations {
  private final Settings values;
  private final List<String> problems = new ArrayList<>();

  private Relations(Settings values) {
    this.values = values;
  }

  /// One line per relation that does not hold.
  static List<String> broken(Settings values) {
    Relations relations = new Relations(values);
    relations.storage();
    relations.sizes();
    relations.groups();
    return relations.problems;
  }

  private void storage() {
    long block = values.get(Keys.STORAGE_BLOCK_BYTES);
    atLeast(Keys.STORAGE_RING_BYTES, 4 * values.get(Keys.STORAGE_RING_FILE_BYTES), "4 ring files");
    atLeast(Keys.STORAGE_RING_FILE_BYTES, block, "a block (storage.block-bytes)");
    if (block % 4096 != 0) {
      say(Keys.STORAGE_BLOCK_BYTES, "must be a multiple of 4KiB");
    }
  }

  private void sizes() {
    atLeast(
        Keys.KAFKA_MAX_REQUEST_BYTES,
        values.get(Keys.KAFKA_MAX_BATCH_BYTES) + 1024,
        "kafka.max-batch-bytes and 1KiB");
    atLeast(
        Keys.MEMORY_INBOUND_BYTES,
        values.get(Keys.KAFKA_MAX_REQUEST_BYTES),
        "kafka.max-request-bytes");
    atLeast(
        Keys.MEMORY_OUTBOUND_BYTES,
        values.get(Keys.KAFKA_MAX_BATCH_BYTES),
        "kafka.max-batch-bytes");
    atLeast(
        Keys.MEMORY_MESSAGES_BYTES,
        values.get(Keys.AMQP_MAX_MESSAGE_BYTES) + (1 << 20),
        "amqp.max-message-bytes and 1MiB");
  }

  private void groups() {
    if (values.get(Keys.GROUPS_MIN_SESSION_TIMEOUT_MS)
        > values.get(Keys.GROUPS_MAX_SESSION_TIMEOUT_MS)) {
      say(
          Keys.GROUPS_MIN_SESSION_TIMEOUT_MS,
          "must not be above groups.max-session-timeout-ms = "
              + values.of(Keys.GROUPS_MAX_SESSION_TIMEOUT_MS).shown());
    }
  }

  private void atLeast(Key<Long> key, long least, String reason) {
    if (values.get(key) < least) {
      say(key, "must be at least " + reason + ": " + Quantity.showBytes(least));
    }
  }

  private void say(Key<?> key, String what) {
    Setting<?> setting = values.of(key);
    problems.add(key.name() + " = " + setting.shown() + " (" + setting.source() + ") " + what);
  }
}
