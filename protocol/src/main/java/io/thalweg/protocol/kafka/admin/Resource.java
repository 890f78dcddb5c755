package io.thalweg.protocol.kafka.admin;

/// What has settings, by Kafka's `ConfigResource.Type` and name. Ordered, so that many in one hash
/// table cannot make it slow.
record Resource(byte type, String name) implements Comparable<Resource> {
  static final byte TOPIC = 2;
  static final byte BROKER = 4;

  @Override
  public int compareTo(Resource other) {
    int order = Byte.compare(type, other.type);
    return order == 0 ? name.compareTo(other.name) : order;
  }
}
