package io.thalweg.cli.admin;

import io.thalweg.cli.terminal.Failure;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.Option;

/// `--url URL --user NAME --password PASSWORD`, and the client that asks there.
public final class AdminOption {
  private static final String GUEST = "guest";

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:THALWEG_URL:-http://localhost:9460}",
      description =
          "Where the broker takes administrators (default: $THALWEG_URL, or"
              + " http://localhost:9460).")
  private String url = "http://localhost:9460";

  @Option(
      names = {"-u", "--user"},
      paramLabel = "NAME",
      defaultValue = "${env:THALWEG_USER:-guest}",
      description = "An administrator (default: $THALWEG_USER, or guest).")
  private String user = GUEST;

  @Option(
      names = "--password",
      paramLabel = "PASSWORD",
      defaultValue = "${env:THALWEG_PASSWORD:-}",
      description =
          "Its password (default: $THALWEG_PASSWORD, guest for guest on this machine, or a"
              + " question).")
  private String password = "";

  /// The client; asks for a password if none is known.
  public Administration connect() {
    URI root = root();
    String known = password;
    if (known.isEmpty()) {
      known =
          user.equals(GUEST) && isLoopback(root.getHost())
              ? GUEST
              : Question.secret(
                  "Password of " + user + ": ",
                  "there is no password for "
                      + user
                      + ": set THALWEG_PASSWORD, or give --password");
    }
    return new Administration(root, user, known);
  }

  private URI root() {
    URI root;
    try {
      root = new URI(url);
    } catch (URISyntaxException e) {
      throw wrong("write http://HOST:PORT, such as http://localhost:9460");
    }
    String scheme = root.getScheme();
    boolean plain = "http".equalsIgnoreCase(scheme);
    if (root.getHost() == null || !(plain || "https".equalsIgnoreCase(scheme))) {
      throw wrong("write http://HOST:PORT, such as http://localhost:9460");
    }
    if (!"".equals(root.getPath()) && !"/".equals(root.getPath())) {
      throw wrong("leave out what follows the port");
    }
    if (plain && !isLoopback(root.getHost())) {
      throw wrong(
          "would send a password in the clear; from another machine: ssh -L 9460:127.0.0.1:9460"
              + " HOST");
    }
    return root;
  }

  private Failure wrong(String what) {
    return new Failure("--url '" + url + "': " + what, Failure.USAGE);
  }

  private static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    try {
      return InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host)
          .isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
