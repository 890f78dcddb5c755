package io.thalweg.protocol.kafka.request;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A topic and its partitions, as requests name them. Read by hand: the generated messages keep
/// topics in a hash table whose time grows beyond the square of the number of equal names.
///
/// @param partitions of each its fields, the index first
public record NamedPartitions(String topic, List<int[]> partitions) {
  /// As [FieldLimit]: topics and partitions of one request.
  private static final int MAX_NAMED = FieldLimit.MAX_FIELDS;

  /// How the array is written.
  ///
  /// @param flexible whether lengths are compact and structures end with tags
  /// @param fields INT32s of a partition; more than one are a structure
  public record Layout(boolean flexible, int fields) {}

  /// Whether the array at `in` is null; if so its length is read, else nothing.
  public static boolean isNull(ByteBuffer in, Layout layout) {
    int start = in.position();
    if (WireReader.length(in, layout.flexible, true) < 0) {
      return true;
    }
    in.position(start);
    return false;
  }

  /// Reads the array of topics.
  public static List<NamedPartitions> read(ByteBuffer in, Layout layout) {
    int left = MAX_NAMED;
    List<NamedPartitions> topics = new ArrayList<>();
    for (int n = length(in, layout, left); n > 0; n--) {
      String name = name(in, layout);
      int count = length(in, layout, --left);
      left -= count;
      List<int[]> partitions = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        partitions.add(partition(in, layout));
      }
      WireReader.skipTags(in, layout.flexible);
      topics.add(new NamedPartitions(name, partitions));
    }
    return topics;
  }

  private static int length(ByteBuffer in, Layout layout, int most) {
    int length = WireReader.length(in, layout.flexible, true);
    if (length < 0 || length > most) {
      throw new IllegalArgumentException(
          "expected at most " + MAX_NAMED + " topics and partitions, but an array of " + length);
    }
    return length;
  }

  private static String name(ByteBuffer in, Layout layout) {
    int length = WireReader.length(in, layout.flexible, false);
    if (length < 0) {
      throw new BufferUnderflowException();
    }
    byte[] utf8 = new byte[length];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static int[] partition(ByteBuffer in, Layout layout) {
    int[] partition = new int[layout.fields];
    for (int i = 0; i < partition.length; i++) {
      partition[i] = in.getInt();
    }
    WireReader.skipTags(in, layout.flexible && layout.fields > 1);
    return partition;
  }
}
