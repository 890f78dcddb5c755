package io.thalweg.protocol.amqp.v091.session;

/// What clients are told and held to.
///
/// @param version of the product, in digits and dots: clients parse it
/// @param maxMessageBytes largest body
/// @param acknowledgeMillis how long a delivery may be unsettled; 0: any time
public record AmqpSettings(
    String product, String version, long maxMessageBytes, long acknowledgeMillis) {
  /// Most channels of a connection.
  static final int CHANNEL_MAX = 2047;

  /// Largest frame, once it is agreed on.
  static final int FRAME_MAX = 131_072;

  /// Largest frame before, and the least that a client may ask for.
  static final int FRAME_MIN = 4096;

  /// How often something is to be heard, unless the client wants otherwise.
  static final int HEARTBEAT_SECONDS = 60;

  /// How long a client may take from its connection to `connection.open`.
  static final long HANDSHAKE_MILLIS = 10_000;

  /// How long a client may take to confirm that the connection is closed.
  static final long CLOSE_MILLIS = 5_000;

  /// How long a message that is not complete may come without progress while others wait for the
  /// memory that it takes.
  static final long STALLED_MILLIS = 30_000;
}
