package io.thalweg.cli.group;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `thalweg group list`.
@Command(
    name = "list",
    description = "List the groups that there are.",
    footer = {"", "Examples:", "  thalweg group list", "  thalweg group list --state empty"})
final class GroupListCommand implements Runnable {
  @Option(
      names = "--state",
      paramLabel = "STATE",
      converter = StateConverter.class,
      description =
          "Only those in this state: Empty, Stable, PreparingRebalance or CompletingRebalance; may"
              + " be repeated.")
  private List<GroupState> states = List.of();

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Collection<ClassicGroupDescription> groups;
    try (Admin admin = broker.admin()) {
      ListGroupsOptions options = new ListGroupsOptions().inGroupStates(Set.copyOf(states));
      List<String> names =
          Answers.await(admin.listGroups(options).all(), "list groups", broker).stream()
              .map(GroupListing::groupId)
              .toList();
      groups = new Groups(admin, broker).described(names).values();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Json.print(out, json -> write(groups, json));
      return;
    }
    Table table = new Table("GROUP", "STATE", "TYPE", "MEMBERS").flexible("GROUP");
    for (ClassicGroupDescription group : groups) {
      table.row(
          group.groupId(),
          group.state().toString(),
          group.protocol().isEmpty() ? "-" : group.protocol(),
          Integer.toString(group.members().size()));
    }
    table.print(out);
  }

  private static void write(Collection<ClassicGroupDescription> groups, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    for (ClassicGroupDescription group : groups) {
      json.writeStartObject();
      json.writeStringField("group", group.groupId());
      json.writeStringField("state", group.state().toString());
      json.writeStringField("protocolType", group.protocol());
      json.writeNumberField("members", group.members().size());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// Reads Kafka's names of states, in any case.
  static final class StateConverter implements ITypeConverter<GroupState> {
    private static final Set<GroupState> KNOWN =
        EnumSet.of(
            GroupState.EMPTY,
            GroupState.STABLE,
            GroupState.PREPARING_REBALANCE,
            GroupState.COMPLETING_REBALANCE);

    @Override
    public GroupState convert(String text) {
      GroupState state = GroupState.parse(text);
      if (!KNOWN.contains(state)) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is no state of a group: Empty, Stable, PreparingRebalance or"
                + " CompletingRebalance");
      }
      return state;
    }
  }
}
