package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "config",
        "publish",
        "tail",
        "topic",
        "topic create",
        "topic list",
        "topic describe",
        "topic stats",
        "topic alter",
        "topic delete",
        "group",
        "group list",
        "group describe",
        "group reset",
        "group delete",
        "queue",
        "queue list",
        "queue describe",
        "queue create",
        "queue delete",
        "queue purge",
        "exchange",
        "exchange list",
        "exchange create",
        "exchange delete",
        "binding",
        "binding list",
        "binding create",
        "binding delete",
        "subscription",
        "subscription list",
        "subscription describe",
        "subscription pause",
        "subscription resume",
        "subscription seek",
        "subscription delete",
        "dlq",
        "dlq list",
        "dlq peek",
        "dlq redrive",
        "dlq drop",
        "vhost",
        "vhost list",
        "vhost add",
        "vhost delete",
        "user",
        "user list",
        "user add",
        "user password",
        "user tags",
        "user delete",
        "permission",
        "permission list",
        "permission set",
        "permission clear",
        "bench",
        "bench produce",
        "bench consume",
        "completion",
        "verify",
        "version"
      })
  void helpIsEverywhereAndNamesTheExitCodes(String command) {
    assertThat(run((command + " --help").strip().split(" "))).isZero();
    assertThat(out.toString())
        .contains("Usage: thalweg" + (command.isEmpty() ? "" : " " + command))
        .contains("Exit codes:")
        .contains("2   wrong usage");
  }

  @Test
  void helpKnowsEveryCommand() {
    assertThat(run("help", "topic")).isZero();
    assertThat(out.toString()).contains("Usage: thalweg topic");
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("serve", "publish", "tail", "topic", "group", "bench", "verify", "completion");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|Missing required subcommand",
        "tial x|Unmatched argument",
        "topic|topic create, list, describe, stats, alter or delete",
        "group|group list, describe, reset or delete",
        "group list --state weird|is no state of a group",
        "group delete|Missing required parameter: 'GROUP'",
        "group reset g --to-end|say of which topics",
        "group reset g --to-end --all-topics --topic x|say of which topics",
        "group reset g --to-end --topic x:a|write TOPIC, or TOPIC:0,1,2",
        "group reset g --all-topics|say where to",
        "group reset g --all-topics --to-end --to-offset 1|say where to",
        "group reset g --all-topics --to-end --to-beginning|say where to",
        "group reset g --all-topics --to-time soon|is not a time ago (15m) or a time",
        "topic alter x|say what to change",
        "topic alter x --reset retention.ms --retention-time 1h|retention.ms is given twice",
        "queue|queue list, describe, create, delete or purge",
        "queue create|Missing required parameter: 'QUEUE'",
        "queue create q --ttl soon|is not a duration",
        "queue create q --priorities many|Invalid value for option",
        "exchange|exchange list, create or delete",
        "binding|binding list, create or delete",
        "binding create x|Missing required parameter: 'TO'",
        "binding create x q -a novalue|NAME=VALUE",
        "subscription|subscription list, describe, pause, resume, seek or delete",
        "subscription seek q|Missing required parameter: 'WHERE'",
        "subscription seek q soon|is not earliest, latest, an offset, a time ago (15m) or a time",
        "subscription seek q -1|is not earliest, latest, an offset",
        "dlq|dlq list, peek, redrive or drop",
        "dlq redrive q|say which: --offset, --reason, --source, or --all",
        "dlq redrive q --all --offset 1|say which: --offset, --reason, --source, or --all",
        "dlq drop q --reason|Missing required parameter",
        "dlq drop q --all --rate 0|is not a number of events per second",
        "vhost|vhost list, add or delete",
        "user|user list, add, password, tags or delete",
        "user add x --no-password --new-password y|exclude each other",
        "user add x|set THALWEG_NEW_PASSWORD",
        "user tags x|say which tags, or --none",
        "user tags x y --none|say which tags, or --none",
        "user list -u x|set THALWEG_PASSWORD, or give --password",
        "user list --url nowhere|write http://HOST:PORT",
        "user list --url ftp://localhost|write http://HOST:PORT",
        "user list --url http://localhost:1/admin|leave out what follows the port",
        "user list --url http://broker.example:9460|would send a password in the clear",
        "permission|permission list, set or clear",
        "permission set x a b|Missing required parameter: 'READ'",
        "tail|Missing required parameter: 'TOPIC'",
        "tail x --from soon|is no place to begin",
        "tail x -f %y|% is followed by",
        "tail x -n -1|--count is at least 0",
        "tail x -o json -f %s|exclude each other",
        "publish x y -k a -K b|exclude each other",
        "publish x y --acks 2|--acks is all, 1 or 0",
        "publish x y -H novalue|NAME=VALUE",
        "publish x y --count 0|--count is at least 1",
        "publish x y --size 10|--size and VALUE exclude each other",
        "publish x --size 10|--size needs --count, or --rate",
        "publish x --size 0 --count 1|is not within 1 and 32MiB",
        "publish x --size 10 --count 1 -K :|--size and --key-separator exclude each other",
        "publish x y --rate 0|is not a number of events per second",
        "publish x y -q -o json|--quiet and --output json exclude each other",
        "bench|bench produce or consume",
        "bench produce --events 1 --seconds 1|--events and --seconds exclude each other",
        "bench produce --events 0|--events is at least 1",
        "bench produce --seconds 0|--seconds is within 1 and",
        "bench produce --topic x --partitions 2|--partitions is for the topic that is made",
        "bench produce --partitions 0|--partitions is at least 1",
        "bench produce --linger-ms -1|--linger-ms is within 0 and 60000",
        "bench produce --acks 2|--acks is all, 1 or 0",
        "bench produce -z rar|--compression is none, gzip",
        "bench consume --seconds 3|--seconds needs --topic",
        "bench consume --live|--live needs --topic",
        "bench consume --topic x --live --group y|--live and --group exclude each other",
        "bench consume --topic x --size 10|--size is for events that are published first",
        "completion|Missing required parameter: 'SHELL'",
        "completion csh|expected one of [BASH, ZSH, FISH]",
        "topic create x --retention soon|is not a duration",
        "topic list -b nowhere|write HOST:PORT",
        "config -X storage.blocks|write KEY=VALUE",
        "config -X storage.blok=1|did you mean storage.blocks (8..4096)?",
        "serve -X listeners.kafka=0.0.0.0:9092|is not loopback",
        "verify --data /nowhere/data|/nowhere/data is no directory",
        "config --config /nowhere/thalweg.yaml|/nowhere/thalweg.yaml does not exist",
      })
  void wrongUsageIsOneLineAndExitCodeTwo(String command, String expected) {
    assertThat(run(command == null ? new String[0] : command.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(expected).startsWith("thalweg: ");
    assertThat(err.toString().lines().count()).isLessThanOrEqualTo(3);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void configListsEveryKeyWithItsSource() {
    assertThat(run("config", "-X", "storage.blocks=64", "--data", "/tmp/x")).isZero();
    Map<String, List<String>> rows = new java.util.HashMap<>();
    out.toString().lines().forEach(l -> rows.put(l.split("  +")[0], List.of(l.split("  +"))));
    assertThat(rows.get("storage.blocks").subList(1, 5))
        .containsExactly("64", "-X", "24", "8..4096");
    assertThat(rows.get("data.directory").subList(1, 3)).containsExactly("/tmp/x", "--data");
    assertThat(rows).containsKeys("listeners.kafka", "log.level");
  }

  @Test
  void configSpeaksJson() {
    assertThat(run("config", "-o", "json")).isZero();
    assertThat(out.toString())
        .contains("\"key\" : \"storage.ring-bytes\"")
        .contains("\"value\" : 1073741824")
        .contains("\"environment\" : \"THALWEG_STORAGE_RING_BYTES\"");
  }

  @Test
  void whatIsComplainedAboutDoesNotMoveTheCursor() {
    assertThat(run("topic", "list", "-b", "no\u001b[2Jwhere")).isEqualTo(2);
    assertThat(err.toString()).contains("--broker 'no?[2Jwhere': write HOST:PORT");
  }

  @Test
  void versionSpeaksJson() {
    assertThat(run("version", "-o", "json")).isZero();
    assertThat(out.toString()).contains("\"version\" : ", "\"java\" : \"25", "\"architecture\" : ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topic list",
        "topic create x",
        "topic delete x",
        "topic describe x",
        "topic stats",
        "topic alter x -p 2",
        "group list",
        "group describe x",
        "group reset x --all-topics --to-end",
        "group delete x",
        "publish x y",
        "bench produce",
        "bench consume --topic x",
        "tail x"
      })
  void aBrokerThatIsNotThereIsOneLine(String command) throws IOException {
    int free;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = probe.getLocalPort();
    }
    String address = "127.0.0.1:" + free;
    assertThat(run((command + " -b " + address).split(" "))).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "thalweg: no broker answers at "
                + address
                + " (127.0.0.1: connection refused): start one with 'thalweg serve', or name"
                + " another with --broker HOST:PORT\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "queue list",
        "queue describe x",
        "queue create x",
        "queue delete x",
        "queue purge x",
        "exchange list",
        "exchange create x",
        "exchange delete x",
        "binding list",
        "binding create x y",
        "binding delete x y",
        "subscription list",
        "subscription describe x",
        "subscription pause x",
        "subscription resume x",
        "subscription seek x latest",
        "subscription delete x",
        "dlq list",
        "dlq peek x",
        "dlq redrive x --all",
        "dlq drop x --offset 1",
        "vhost list",
        "vhost add x",
        "vhost delete x",
        "user list",
        "user add x --no-password",
        "user password x --new-password y",
        "user tags x --none",
        "user delete x",
        "permission list",
        "permission set x a b c",
        "permission clear x"
      })
  void aBrokerThatTakesNoAdministratorsIsOneLine(String command) throws IOException {
    int free;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = probe.getLocalPort();
    }
    String url = "http://127.0.0.1:" + free;
    assertThat(run((command + " --url " + url).split(" "))).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "thalweg: no broker answers at "
                + url
                + ": start one with 'thalweg serve', or name its listeners.admin with --url\n");
  }

  @Test
  void somethingElseAtThePortIsSaidWithinFiveSeconds() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      long began = System.nanoTime();
      assertThat(run("topic", "list", "-b", "127.0.0.1:" + mute.getLocalPort())).isEqualTo(1);
      assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
      assertThat(err.toString()).contains("gives no answer: is a Kafka listener there?");
      assertThat(err.toString().lines().count()).isEqualTo(1);
    }
  }

  private int run(String... args) {
    CommandLine thalweg = Main.commandLine(args);
    thalweg.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return thalweg.execute(args);
  }
}
