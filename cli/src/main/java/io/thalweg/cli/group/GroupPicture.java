package io.thalweg.cli.group;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.terminal.Shown;
import io.thalweg.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// A group as `describe` shows it.
///
/// @param protocolType what its members are, such as `consumer`; empty: it never had any
/// @param assignor how they share partitions; empty: there are none
record GroupPicture(
    String group,
    String state,
    String protocolType,
    String assignor,
    String coordinator,
    List<Member> members,
    List<Position> positions) {
  /// @param instance its lasting name, if it has one
  record Member(
      String id,
      @Nullable String instance,
      String client,
      String host,
      List<TopicPartition> partitions) {}

  /// @param committed null: nothing yet
  /// @param end offset that the next event will have; null: there is no such partition any more
  /// @param member null: nobody has it
  record Position(
      TopicPartition partition,
      @Nullable Long committed,
      @Nullable Long end,
      @Nullable String member) {
    /// Events between what is committed and the end; null: unknown.
    @Nullable Long lag() {
      return committed == null || end == null ? null : Math.max(0, end - committed);
    }
  }

  void print(PrintWriter out) {
    out.println("group " + group);
    Table facts = new Table("STATE", "TYPE", "ASSIGNOR", "COORDINATOR", "MEMBERS");
    facts.flexible("TYPE", "ASSIGNOR", "COORDINATOR");
    facts.row(
        state, shown(protocolType), shown(assignor), coordinator, Integer.toString(members.size()));
    facts.print(out);
    if (!members.isEmpty()) {
      out.println();
      Table table = new Table("MEMBER", "CLIENT", "HOST", "PARTITIONS");
      table.flexible("MEMBER", "CLIENT", "PARTITIONS");
      members.forEach(
          one -> table.row(one.id(), one.client(), one.host(), shown(shown(one.partitions()))));
      table.print(out);
    }
    if (!positions.isEmpty()) {
      out.println();
      Table table = new Table("TOPIC", "PARTITION", "COMMITTED", "END", "LAG", "MEMBER");
      table.flexible("TOPIC", "MEMBER");
      for (Position one : positions) {
        table.row(
            one.partition().topic(),
            Integer.toString(one.partition().partition()),
            Shown.number(one.committed()),
            Shown.number(one.end()),
            Shown.number(one.lag()),
            one.member() == null ? "-" : one.member());
      }
      table.print(out);
    }
  }

  private static String shown(String text) {
    return text.isEmpty() ? "-" : text;
  }

  /// `orders:0,1 refunds:2`, which is what `reset --topic` takes.
  private static String shown(List<TopicPartition> partitions) {
    Map<String, String> byTopic =
        partitions.stream()
            .collect(
                Collectors.groupingBy(
                    TopicPartition::topic,
                    TreeMap::new,
                    Collectors.mapping(
                        one -> Integer.toString(one.partition()), Collectors.joining(","))));
    return byTopic.entrySet().stream()
        .map(one -> one.getKey() + ":" + one.getValue())
        .collect(Collectors.joining(" "));
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("group", group);
    json.writeStringField("state", state);
    json.writeStringField("protocolType", protocolType);
    json.writeStringField("assignor", assignor);
    json.writeStringField("coordinator", coordinator);
    json.writeArrayFieldStart("members");
    for (Member one : members) {
      json.writeStartObject();
      json.writeStringField("member", one.id());
      json.writeStringField("instance", one.instance());
      json.writeStringField("client", one.client());
      json.writeStringField("host", one.host());
      json.writeArrayFieldStart("partitions");
      for (TopicPartition partition : one.partitions()) {
        json.writeStartObject();
        json.writeStringField("topic", partition.topic());
        json.writeNumberField("partition", partition.partition());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("partitions");
    for (Position one : positions) {
      json.writeStartObject();
      json.writeStringField("topic", one.partition().topic());
      json.writeNumberField("partition", one.partition().partition());
      json.writeObjectField("committed", one.committed());
      json.writeObjectField("end", one.end());
      json.writeObjectField("lag", one.lag());
      json.writeStringField("member", one.member());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
