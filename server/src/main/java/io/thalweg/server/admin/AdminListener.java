package io.thalweg.server.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.thalweg.core.access.DurableAccess;
import io.thalweg.core.access.User;
import io.thalweg.core.base.Opaque;
import io.thalweg.server.access.Passwords;
import io.thalweg.server.admin.queue.QueueResources;
import io.thalweg.server.ops.HttpLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/admin/v1/`, on loopback: takes a request, has the [Doorkeeper] look at it, finds its [Route],
/// and answers in JSON. A virtual thread for each request.
public final class AdminListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);
  private static final String ROOT = "/admin/v1/";
  private static final int BACKLOG = 16;
  private static final int NO_BODY = -1;
  private static final int CHUNKED = 0;

  /// The longest body of a request: a user with all its tags is much smaller.
  static final int MAX_BODY = 64 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  private final HttpServer server;
  private final Doorkeeper door;
  private final Supplier<List<Resource>> resources;
  private volatile @Nullable List<Route> routes;

  private AdminListener(HttpServer server, Doorkeeper door, Supplier<List<Resource>> resources) {
    this.server = server;
    this.door = door;
    this.resources = resources;
  }

  /// Opens a listener at `address`.
  ///
  /// @throws IOException if it cannot be opened
  public static AdminListener open(
      InetSocketAddress address, DurableAccess access, Passwords passwords, Orders orders)
      throws IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IOException("expected a loopback address, but it is " + address);
    }
    HttpLimits.set();
    Supplier<List<Resource>> resources =
        () ->
            Stream.concat(
                    Stream.of(
                        new NamespacesResource(access, orders),
                        new UsersResource(access, passwords, orders),
                        new PermissionsResource(access, orders)),
                    QueueResources.all(access, orders).stream())
                .toList();
    HttpServer server = HttpServer.create(address, BACKLOG);
    Doorkeeper door = new Doorkeeper(access, passwords, address.getAddress());
    AdminListener listener = new AdminListener(server, door, resources);
    server.setExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory()));
    server.createContext("/", listener::handle);
    server.start();
    return listener;
  }

  /// The address that it has got.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// Made at the first request: a start does not wait for them.
  private List<Route> routes() {
    List<Route> made = routes;
    if (made == null) {
      made = resources.get().stream().flatMap(each -> each.routes().stream()).toList();
      routes = made;
    }
    return made;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (Refusal refusal) {
        answer = refused(exchange, refusal);
      } catch (RuntimeException e) {
        LOG.error("a request to {} failed: {}", exchange.getRequestURI().getRawPath(), e, e);
        answer =
            refused(
                exchange,
                new Refusal(
                    500, "internal", "an answer", "the broker failed", "read the broker's log"));
      }
      send(exchange, answer);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException, Refusal {
    door.checkSender(exchange.getRequestHeaders());
    User user = door.enter(exchange.getRequestHeaders());
    String method = exchange.getRequestMethod();
    List<String> path = path(exchange);
    TreeSet<String> methods = new TreeSet<>();
    for (Route route : routes()) {
      List<String> names = route.match(path);
      if (names != null && route.method().equals(method)) {
        Answer answer = route.handler().handle(request(exchange, names));
        if (!method.equals("GET")) {
          LOG.info("{} {} by {}", method, exchange.getRequestURI().getRawPath(), user.name());
        }
        return answer;
      }
      if (names != null) {
        methods.add(route.method());
      }
    }
    if (methods.isEmpty()) {
      throw nothingThere(exchange);
    }
    exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
    throw new Refusal(
        405,
        "method",
        String.join(", ", methods),
        "it is " + method,
        "use one of these, or another path");
  }

  private Refusal nothingThere(HttpExchange exchange) {
    TreeSet<String> kinds = new TreeSet<>();
    routes().forEach(route -> kinds.add(ROOT + route.path().getFirst()));
    return new Refusal(
        404,
        "unknown-path",
        "a path below " + String.join(", ", kinds),
        "it is " + exchange.getRequestURI().getRawPath(),
        "write '/' inside of names as %2F");
  }

  private static List<String> path(HttpExchange exchange) throws Refusal {
    String raw = exchange.getRequestURI().getRawPath();
    List<String> segments = new ArrayList<>();
    if (raw != null && raw.startsWith(ROOT)) {
      for (String each : raw.substring(ROOT.length()).split("/", -1)) {
        segments.add(decoded(each));
      }
    }
    return segments;
  }

  private static String decoded(String text) throws Refusal {
    try {
      String bytes = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw Refusal.invalid("%XX for bytes of UTF-8 in a path", "it is " + text);
    }
  }

  private static Request request(HttpExchange exchange, List<String> names)
      throws IOException, Refusal {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String each : raw == null || raw.isEmpty() ? List.<String>of() : List.of(raw.split("&"))) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      query.put(decoded(name), equals < 0 ? "" : decoded(each.substring(equals + 1)));
    }
    return new Request(names, query, new Opaque(body(exchange)));
  }

  private static byte[] body(HttpExchange exchange) throws IOException, Refusal {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new Refusal(
          413,
          "too-large",
          "a body of at most " + MAX_BODY + " bytes",
          "there are more",
          "send less");
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (body.length > 0 && !isJson(type)) {
      throw new Refusal(
          415,
          "no-json",
          "Content-Type: application/json",
          type == null ? "there is none" : "it is " + type,
          "send JSON, and say so");
    }
    return body;
  }

  private static boolean isJson(@Nullable String type) {
    return type != null
        && type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json");
  }

  private static Answer refused(HttpExchange exchange, Refusal refusal) {
    if (refusal.status == 401) {
      exchange
          .getResponseHeaders()
          .set("WWW-Authenticate", "Basic realm=\"thalweg\", charset=\"UTF-8\"");
    }
    return new Answer(
        refusal.status,
        json -> {
          json.writeStartObject();
          json.writeStringField("error", refusal.code);
          json.writeStringField("expected", refusal.expected);
          json.writeStringField("came", refusal.came);
          json.writeStringField("advice", refusal.advice);
          json.writeEndObject();
        });
  }

  /// A list goes out as it is read, so that a long one takes no memory.
  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    Answer.Body body = answer.body();
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (body == null || head) {
      exchange.sendResponseHeaders(answer.status(), NO_BODY);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(answer.status(), CHUNKED);
    try (OutputStream out = exchange.getResponseBody();
        JsonGenerator json = JSON.createGenerator(out)) {
      body.write(json);
    }
  }

  /// Closes the listener and what is connected to it.
  @Override
  public void close() {
    server.stop(0);
  }
}
