package io.thalweg.checks.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `vhost`, `user` and `permission` end to end.
class AccessTest {
  @TempDir static Path folder;
  private static BrokerProcess broker;
  private static String url;

  @BeforeAll
  static void start() {
    broker = BrokerProcess.on(folder.resolve("data")).with("listeners.admin=127.0.0.1:0").start();
    url = "http://" + broker.listening("admin");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Program start(Map<String, String> environment, String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--url", url));
    return Program.thalweg(environment, line);
  }

  private static String run(String... arguments) {
    return said(start(Map.of(), arguments).end());
  }

  private static String said(Program.Ended ended) {
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return ended.out();
  }

  private static JsonNode json(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("-o", "json"));
    return new ObjectMapper().readTree(run(line.toArray(String[]::new)));
  }

  private static void refused(int exitCode, Program.Ended ended, String... why) {
    assertThat(ended.exitCode()).as("exit code; it said: %s", ended.errors()).isEqualTo(exitCode);
    assertThat(ended.errors()).startsWith("thalweg: ").contains(why);
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void vhosts() throws IOException {
    assertThat(run("vhost", "add", "a/b c", "--description", "of two"))
        .isEqualTo("added vhost a/b c");
    assertThat(run("vhost", "list")).contains("VHOST", "/", "a/b c", "of two");
    assertThat(json("vhost", "list").findValuesAsText("vhost")).contains("/", "a/b c");
    refused(
        1,
        start(Map.of(), "vhost", "add", "a/b c").end(),
        "cannot add vhost a/b c: expected a name that is free, but there is namespace 'a/b c'"
            + " already; choose another");
    assertThat(run("vhost", "delete", "a/b c")).isEqualTo("deleted a/b c");
    refused(
        1, start(Map.of(), "vhost", "delete", "a/b c").end(), "'thalweg vhost list' shows what");
    refused(1, start(Map.of(), "vhost", "delete", "/").end(), "the broker's own");
    assertThat(json("vhost", "list").findValuesAsText("vhost")).containsExactly("/");
  }

  @Test
  void users() throws IOException {
    Program.Ended added =
        start(Map.of(), "user", "add", "ann", "-t", "administrator", "--new-password-stdin")
            .end("sécret\n");
    assertThat(said(added)).isEqualTo("added user ann");
    assertThat(run("user", "list")).contains("ann", "guest", "administrator", "yes");
    Map<String, String> password = Map.of("THALWEG_PASSWORD", "sécret", "THALWEG_USER", "ann");
    assertThat(said(start(password, "user", "list").end())).contains("ann");
    Map<String, String> wrong = Map.of("THALWEG_PASSWORD", "secret");
    refused(
        1,
        start(wrong, "user", "list", "-u", "ann").end(),
        "cannot list users: there is no user ann, or its password is another");
    refused(2, start(Map.of(), "user", "list", "-u", "ann").end(), "set THALWEG_PASSWORD");
    Map<String, String> next = Map.of("THALWEG_NEW_PASSWORD", "next");
    assertThat(said(start(next, "user", "password", "ann").end())).isEqualTo("changed user ann");
    refused(1, start(password, "user", "list").end(), "its password is another");
    assertThat(run("user", "list", "-u", "ann", "--password", "next")).contains("ann");
    assertThat(run("user", "tags", "ann", "monitoring", "x")).isEqualTo("changed user ann");
    assertThat(run("user", "list")).contains("monitoring,x");
    refused(1, start(Map.of(), "user", "list", "-u", "ann", "--password", "next").end(), "--user");
    refused(1, start(Map.of(), "user", "delete", "guest").end(), "make another user");
    refused(1, start(Map.of(), "user", "tags", "guest", "--none").end(), "make another user");
    assertThat(json("user", "delete", "ann").toString())
        .isEqualTo("[{\"user\":\"ann\",\"deleted\":true}]");
    refused(1, start(Map.of(), "user", "tags", "ann", "x").end(), "'thalweg user list' shows who");
  }

  @Test
  void permissions() throws IOException {
    run("vhost", "add", "orders");
    run("user", "add", "bob", "--no-password");
    assertThat(run("permission", "set", "bob", "^bob-", "", ".*", "-p", "orders"))
        .isEqualTo("permitted user bob");
    assertThat(run("permission", "set", "bob", "a", "b", "c")).isEqualTo("permitted user bob");
    assertThat(run("permission", "list", "bob").lines().map(line -> line.split(" +")[0]))
        .containsExactly("VHOST", "/", "orders");
    JsonNode one = json("permission", "list", "--vhost", "orders");
    assertThat(one.toString())
        .isEqualTo(
            "[{\"vhost\":\"orders\",\"user\":\"bob\",\"configure\":\"^bob-\",\"write\":\"\","
                + "\"read\":\".*\"}]");
    assertThat(run("permission", "list")).contains("''", "guest");
    refused(
        1,
        start(Map.of(), "permission", "set", "bob", "(a", "", "").end(),
        "expected a regular expression in 'configure', but it is none: Unclosed group");
    refused(
        1, start(Map.of(), "permission", "set", "bob", "a", "b", "c", "-p", "x").end(), "vhost");
    assertThat(run("permission", "clear", "bob", "-p", "orders")).isEqualTo("cleared user bob");
    assertThat(json("permission", "list", "bob").findValuesAsText("vhost")).containsExactly("/");
    run("vhost", "delete", "orders");
    run("user", "delete", "bob");
  }
}
