package io.thalweg.core.batch;

/// Bits of a record's attributes, which the format leaves unused: what queues must see of an event
/// at once. They lie in the journal: none ever changes.
public final class EventMarks {
  /// The value goes on in the next record of the partition.
  public static final int GOES_ON = 1;

  /// The value began in the record before.
  public static final int WENT_BEFORE = 2;

  /// The event has a time to live of its own: the header [#TTL_HEADER] is its first.
  public static final int EXPIRES = 4;

  /// Name of the header that says, in 8 bytes, for how many milliseconds an event lives.
  public static final String TTL_HEADER = "thalweg.ttl";

  /// Name of the header with the name of the exchange that an event was published to.
  public static final String EXCHANGE_HEADER = "amqp.exchange";

  /// Name of the header with the routing key of an event that was published to an exchange.
  public static final String KEY_HEADER = "amqp.key";

  private EventMarks() {}
}
