package io.thalweg.protocol.kafka.request;

/// Handles requests of one API on one connection. Throws what the decoder throws on malformed
/// bytes: the session closes the connection.
public interface Handler {
  /// Decodes the request, and answers it now or when its commands are answered.
  void handle(KafkaRequest request);
}
