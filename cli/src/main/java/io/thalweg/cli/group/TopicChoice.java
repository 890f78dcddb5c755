package io.thalweg.cli.group;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `TOPIC`, all of it, or `TOPIC:0,1,2`, some of its partitions.
///
/// @param partitions in order, each once; empty: all
record TopicChoice(String topic, List<Integer> partitions) {
  /// Reads what is typed.
  static final class Converter implements ITypeConverter<TopicChoice> {
    @Override
    public TopicChoice convert(String text) {
      return parse(text);
    }
  }

  static TopicChoice parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 && !text.isEmpty()) {
      return new TopicChoice(text, List.of());
    }
    TreeSet<Integer> partitions = new TreeSet<>();
    for (String number : text.substring(colon + 1).split(",", -1)) {
      if (colon < 1 || !number.matches("\\d{1,9}")) {
        throw new TypeConversionException(
            "'" + text + "': write TOPIC, or TOPIC:0,1,2 for some of its partitions");
      }
      partitions.add(Integer.valueOf(number));
    }
    return new TopicChoice(text.substring(0, colon), new ArrayList<>(partitions));
  }
}
