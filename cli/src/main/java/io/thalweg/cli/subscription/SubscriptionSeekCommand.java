package io.thalweg.cli.subscription;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Told;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.terminal.Moment;
import io.thalweg.cli.terminal.OutputOption;
import java.time.ZoneId;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg subscription seek`.
@Command(
    name = "seek",
    description = {
      "Go on elsewhere: all events from there on are delivered again, those before it are not.",
      "What was delivered before is settled without effect. A queue of its own has no events left"
          + " that were done."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg subscription seek audit earliest",
      "  thalweg subscription seek audit latest",
      "  thalweg subscription seek audit '2h ago'",
      "  thalweg subscription seek audit 2026-01-31T12:00:00Z",
      "  thalweg subscription seek audit 4711 --partition 3"
    })
final class SubscriptionSeekCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "QUEUE", description = "Its name.")
  private String queue;

  @Parameters(
      index = "1",
      paramLabel = "WHERE",
      description =
          "earliest, latest, an offset, a time ago (15m), a time (2026-01-31T12:00:00Z; without a"
              + " zone, local), a day, @MILLIS.")
  private String where;

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "In that partition only (default: in all).")
  private @Nullable Integer partition;

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    ObjectNode to = place();
    if (partition != null) {
      to.put("partition", partition);
    }
    try (Administration broker = admin.connect()) {
      broker.change(
          "POST",
          Administration.path("subscriptions", vhost.name(), queue) + "/seek",
          to,
          "seek subscription " + queue);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("sought", "subscription", queue);
  }

  private ObjectNode place() {
    ObjectNode to = Administration.object();
    if (where.equals("earliest") || where.equals("latest")) {
      return to.put("to", where);
    }
    if (where.matches("\\d{1,18}")) {
      return to.put("offset", Long.parseLong(where));
    }
    OptionalLong time = Moment.parse(where, System.currentTimeMillis(), ZoneId.systemDefault());
    if (time.isEmpty() || time.getAsLong() < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "'" + where + "' is not earliest, latest, an offset, " + Moment.FORMS);
    }
    return to.put("time", time.getAsLong());
  }
}
