package io.thalweg.core.queue;

/// A queue subscription as it was declared. Immutable.
///
/// @param id the core's id, never given again
/// @param topic the topic whose events it delivers
public record Queue(long id, QueueName name, long topic, QueueSettings settings) {
  /// Whether its topic is its own, and goes with it.
  public boolean ownsTopic() {
    return settings.topic().isEmpty();
  }

  /// Whether it holds so many bytes only, and they are counted.
  public boolean weighs() {
    return settings.limits().maxBytes() >= 0 && ownsTopic();
  }
}
