package io.thalweg.server.ops;

import java.util.Map;

/// The JDK's HTTP server has its limits in properties, which it reads once: so they are the same
/// for all of them. What a client sends or reads slowly ends after so many seconds, and so does one
/// connection too many.
public final class HttpLimits {
  private static final Map<String, String> LIMITS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "5",
          "sun.net.httpserver.maxRspTime", "10",
          "sun.net.httpserver.idleInterval", "10",
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "jdk.httpserver.maxConnections", "16");

  private HttpLimits() {}

  /// To be called before the first server is made. What is set already stays.
  public static void set() {
    LIMITS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }
}
