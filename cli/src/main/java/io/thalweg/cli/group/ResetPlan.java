package io.thalweg.cli.group;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.terminal.Shown;
import io.thalweg.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Where a group would go on, partition by partition.
record ResetPlan(String group, List<Move> moves) {
  /// One partition's.
  ///
  /// @param from what is committed; null: nothing
  /// @param wanted where to, if such an offset is kept
  /// @param start offset of the oldest event that is kept
  /// @param end offset that the next event will have
  record Move(TopicPartition partition, @Nullable Long from, long wanted, long start, long end) {
    /// The nearest offset to the wanted one that can be read from.
    long to() {
      return Math.clamp(wanted, start, end);
    }

    boolean clamped() {
      return to() != wanted;
    }

    boolean stays() {
      return from != null && from == to();
    }

    /// Events that the group has read and will read again.
    long readAgain() {
      return from == null ? 0 : Math.max(0, Math.clamp(from, start, end) - to());
    }

    /// Events that the group has not read and never will.
    long skipped() {
      return from == null ? 0 : Math.max(0, to() - Math.clamp(from, start, end));
    }

    String effect() {
      if (from == null) {
        return "starts here";
      }
      if (readAgain() > 0) {
        return Shown.count(readAgain(), "event") + " read again";
      }
      return skipped() > 0 ? Shown.count(skipped(), "event") + " skipped" : "none";
    }

    /// What becomes of an offset that is not kept.
    String clampedNote() {
      return "%s:%d keeps offsets %d to %d: %d becomes %d"
          .formatted(partition.topic(), partition.partition(), start, end, wanted, to());
    }
  }

  /// Those that change anything.
  List<Move> changes() {
    return moves.stream().filter(move -> !move.stays()).toList();
  }

  /// @param exists whether there is such a group already
  /// @param executed whether it was carried out
  void print(PrintWriter out, boolean exists, boolean executed) {
    Table table = new Table("TOPIC", "PARTITION", "FROM", "TO", "EFFECT").flexible("TOPIC");
    for (Move move : moves) {
      table.row(
          move.partition().topic(),
          Integer.toString(move.partition().partition()),
          Shown.number(move.from()),
          Long.toString(move.to()),
          move.effect());
    }
    table.print(out);
    moves.stream().filter(Move::clamped).map(Move::clampedNote).forEach(out::println);
    out.println(outcome(exists, executed));
    out.flush();
  }

  private String outcome(boolean exists, boolean executed) {
    String partitions = Shown.count(changes().size(), "partition");
    if (changes().isEmpty()) {
      return "nothing to do: group " + group + " is at these offsets already";
    }
    if (executed) {
      return "moved " + partitions + " of group " + group;
    }
    String made = exists ? "" : ", and to make group " + group + ", which does not exist yet";
    return "nothing was changed: this was a dry run; add --execute to move " + partitions + made;
  }

  void write(JsonGenerator json, boolean executed) throws IOException {
    json.writeStartObject();
    json.writeStringField("group", group);
    json.writeBooleanField("executed", executed);
    json.writeArrayFieldStart("partitions");
    for (Move move : moves) {
      json.writeStartObject();
      json.writeStringField("topic", move.partition().topic());
      json.writeNumberField("partition", move.partition().partition());
      json.writeObjectField("from", move.from());
      json.writeNumberField("to", move.to());
      json.writeNumberField("readAgain", move.readAgain());
      json.writeNumberField("skipped", move.skipped());
      json.writeBooleanField("clamped", move.clamped());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
