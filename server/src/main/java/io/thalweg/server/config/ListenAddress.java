package io.thalweg.server.config;

import io.thalweg.server.config.Kind.BadValue;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Where a listener binds. Always loopback (promise P9): whoever could reach another address would
/// be let in unasked, since there is no authentication yet.
///
/// @param host an address of the loopback interface
/// @param port 0 to 65535; 0: any free port
public record ListenAddress(InetAddress host, int port) {
  private static final List<String> LOCALHOST = List.of("127.0.0.1", "::1");

  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    String literal = host.getHostAddress();
    return (host instanceof Inet6Address
            ? "[" + literal.replace("0:0:0:0:0:0:0:1", "::1") + "]"
            : literal)
        + ":"
        + port;
  }

  /// Reads `HOST:PORT` separated by commas; `localhost` stands for both families.
  static List<ListenAddress> parseAll(String text) throws BadValue {
    Set<ListenAddress> all = new LinkedHashSet<>();
    for (String one : text.split(",", -1)) {
      for (ListenAddress address : parse(one.trim())) {
        if (!all.add(address)) {
          throw new BadValue("names " + address + " twice");
        }
      }
    }
    return List.copyOf(all);
  }

  private static List<ListenAddress> parse(String text) throws BadValue {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      throw new BadValue("has no port in '" + text + "': write HOST:PORT, such as 127.0.0.1:9092");
    }
    int port = parsePort(text.substring(colon + 1));
    String host = text.substring(0, colon);
    List<ListenAddress> addresses = new ArrayList<>();
    for (String literal : host.equals("localhost") ? LOCALHOST : List.of(host)) {
      addresses.add(new ListenAddress(parseHost(literal), port));
    }
    return addresses;
  }

  private static int parsePort(String text) throws BadValue {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new BadValue("has the port '" + text + "', which is not in 0..65535");
    }
    return Integer.parseInt(text);
  }

  private static InetAddress parseHost(String text) throws BadValue {
    String literal =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    InetAddress host;
    try {
      host = InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException e) {
      throw beyondLoopback(text);
    }
    if (!host.isLoopbackAddress()) {
      throw beyondLoopback(text);
    }
    return host;
  }

  private static BadValue beyondLoopback(String host) {
    return new BadValue(
        "asks for '"
            + host
            + "', which is not loopback: until there is authentication, Thalweg listens on"
            + " 127.0.0.1, [::1] or localhost only (from another machine: ssh -L"
            + " 9092:127.0.0.1:9092 HOST)");
  }
}
