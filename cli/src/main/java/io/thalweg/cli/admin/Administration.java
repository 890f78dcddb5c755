package io.thalweg.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.terminal.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// What administrators ask a broker, and its refusals in words.
public final class Administration implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI root;
  private final String user;
  private final String credentials;

  Administration(URI root, String user, String password) {
    this.root = root;
    this.user = user;
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    this.credentials = "Basic " + Base64.getEncoder().encodeToString(both);
  }

  /// A name as it stands in a path or a query.
  public static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// An object to be sent.
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /// What there is.
  ///
  /// @param path below `/admin/v1/`
  /// @param what completes "cannot ..." if there is no answer
  public JsonNode get(String path, String what) {
    return ask("GET", path, null, what);
  }

  /// Changes something.
  ///
  /// @param body null: none
  public void change(String method, String path, @Nullable ObjectNode body, String what) {
    send(method, path, body, what);
  }

  /// Changes something, and returns what is told of it.
  ///
  /// @param body null: none
  public JsonNode ask(String method, String path, @Nullable ObjectNode body, String what) {
    try {
      return JSON.readTree(send(method, path, body, what).body());
    } catch (JsonProcessingException e) {
      throw stranger(what);
    }
  }

  /// The path of one thing in a namespace.
  public static String path(String kind, String vhost, String name) {
    return kind + "/" + encoded(vhost) + "/" + encoded(name);
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable ObjectNode body, String what) {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve("/admin/v1/" + path))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString("" + body))
            .header("Authorization", credentials)
            .header("Content-Type", "application/json")
            .header("X-Thalweg", "1")
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw refused(response.body(), what);
      }
      return response;
    } catch (ConnectException e) {
      throw new Failure(
          "no broker answers at "
              + root
              + ": start one with 'thalweg serve', or name its listeners.admin with --url");
    } catch (HttpTimeoutException e) {
      throw new Failure(
          "cannot " + what + ": " + root + " takes connections but gives no answer in time");
    } catch (IOException e) {
      throw stranger(what);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  private Failure stranger(String what) {
    return new Failure(
        "cannot " + what + ": what answers at " + root + " is no listeners.admin of Thalweg");
  }

  private Failure refused(String body, String what) {
    JsonNode said;
    try {
      said = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return stranger(what);
    }
    String code = said.path("error").asText();
    if (code.isEmpty()) {
      return stranger(what);
    }
    if (code.equals("unauthorized")) {
      return new Failure(
          "cannot "
              + what
              + ": there is no user "
              + user
              + ", or its password is another; give --user, and --password or THALWEG_PASSWORD");
    }
    return new Failure(
        "cannot "
            + what
            + ": expected "
            + said.path("expected").asText()
            + ", but "
            + said.path("came").asText()
            + "; "
            + advice(code, said.path("advice").asText()));
  }

  /// What the command line would do.
  private static String advice(String code, String otherwise) {
    return switch (code) {
      case "unknown-namespace" -> "'thalweg vhost list' shows what there is";
      case "unknown-user" -> "'thalweg user list' shows who is there";
      case "unknown-queue" -> "'thalweg queue list' shows what there is";
      case "unknown-exchange" -> "'thalweg exchange list' shows what there is";
      case "unknown-binding" -> "'thalweg binding list' shows what there is";
      case "unknown-partition" -> "'thalweg subscription describe' shows those that there are";
      case "unknown-topic" -> "'thalweg topic create' makes one";
      case "in-use" -> "wait, or leave out --if-unused";
      case "not-empty" -> "'thalweg queue purge' it, or leave out --if-empty";
      case "namespace-exists" -> "choose another";
      case "user-exists" -> "'thalweg user password' and 'thalweg user tags' change it";
      case "invalid" -> "correct it";
      case "no-administrator" -> "give another --user";
      default -> otherwise;
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
