package io.thalweg.server.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.thalweg.server.ops.HttpLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// `GET /metrics`, on loopback. Threads come with requests: a connection that waits has none.
public final class MetricsListener implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final int BACKLOG = 16;
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final Scrape scrape;

  private MetricsListener(HttpServer server, Scrape scrape) {
    this.server = server;
    this.scrape = scrape;
  }

  /// Opens a listener at `address`.
  ///
  /// @throws IOException if it cannot be opened
  public static MetricsListener open(InetSocketAddress address, Scrape scrape) throws IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IOException("expected a loopback address, but it is " + address);
    }
    HttpLimits.set();
    HttpServer server = HttpServer.create(address, BACKLOG);
    MetricsListener listener = new MetricsListener(server, scrape);
    server.setExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("metrics").daemon().factory()));
    server.createContext("/", listener::handle);
    server.start();
    return listener;
  }

  /// The address that it has got.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        say(exchange, 404, "only " + PATH + " is here");
      } else if (!head && !exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        say(exchange, 405, PATH + " is read with GET");
      } else {
        show(exchange, head);
      }
    }
  }

  private void show(HttpExchange exchange, boolean head) throws IOException {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    Scrape.Shown shown;
    try {
      shown = scrape.take(accept == null ? "" : accept);
    } catch (IOException e) {
      say(exchange, 503, String.valueOf(e.getMessage()));
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", shown.contentType());
    send(exchange, 200, head, shown.text());
  }

  private static void say(HttpExchange exchange, int status, String line) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    send(exchange, status, head, line + "\n");
  }

  private static void send(HttpExchange exchange, int status, boolean head, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, head ? NO_BODY : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  /// Closes the listener and what is connected to it.
  @Override
  public void close() {
    server.stop(0);
  }
}
