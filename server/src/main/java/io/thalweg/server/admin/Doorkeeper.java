package io.thalweg.server.admin;

import com.sun.net.httpserver.Headers;
import io.thalweg.core.access.AccessDirectory;
import io.thalweg.core.access.User;
import io.thalweg.server.access.Passwords;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who is let in: administrators, and no browser that another site's page has sent.
///
/// Such a page can have a browser send requests to loopback, also under a name of its own that
/// points there (DNS rebinding), with what the browser knows to log in by. It cannot choose `Host`,
/// and without our leave (we answer no preflight) it can neither set `X-Thalweg` nor send JSON.
final class Doorkeeper {
  static final String OWN_HEADER = "X-Thalweg";

  private static final String BASIC = "Basic ";
  private static final int MOST_CREDENTIALS = 2048;

  private final AccessDirectory access;
  private final Passwords passwords;
  private final InetAddress at;

  /// @param at where it listens
  Doorkeeper(AccessDirectory access, Passwords passwords, InetAddress at) {
    this.access = access;
    this.passwords = passwords;
    this.at = at;
  }

  /// Refuses whatever a browser may send for another site.
  void checkSender(Headers headers) throws Refusal {
    List<String> hosts = headers.getOrDefault("Host", List.of());
    if (hosts.size() != 1 || !isHere(hosts.getFirst())) {
      throw new Refusal(
          403,
          "wrong-host",
          "a Host that is loopback: localhost, 127.0.0.1 or [::1]",
          hosts.isEmpty() ? "there is none" : "it is " + String.join(", ", hosts),
          "ask under such a name (from another machine: ssh -L)");
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !origin.equals("http://" + hosts.getFirst())) {
      throw new Refusal(
          403,
          "wrong-origin",
          "no Origin, or this very address",
          "it is " + origin,
          "pages of other sites may not ask");
    }
    if (!"1".equals(headers.getFirst(OWN_HEADER))) {
      throw new Refusal(
          403,
          "no-header",
          "the header " + OWN_HEADER + ": 1",
          "it is not there",
          "send it with every request; it keeps pages of other sites out");
    }
  }

  private boolean isHere(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    int colon = name.lastIndexOf(':');
    if (colon >= 0 && !name.endsWith("]")) {
      name = name.substring(0, colon);
    }
    if (name.equals("localhost")) {
      return true;
    }
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    try {
      InetAddress address =
          InetAddress.ofLiteral(bracketed ? name.substring(1, name.length() - 1) : name);
      return address.isLoopbackAddress() || address.equals(at);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// The administrator who asks; takes the time of a password.
  User enter(Headers headers) throws Refusal {
    byte[] credentials = credentials(headers.getFirst("Authorization"));
    int colon = 0;
    while (credentials != null && colon < credentials.length && credentials[colon] != ':') {
      colon++;
    }
    if (credentials == null || colon == credentials.length) {
      throw notIn("there is none that can be read");
    }
    String name = new String(credentials, 0, colon, StandardCharsets.UTF_8);
    byte[] password = Arrays.copyOfRange(credentials, colon + 1, credentials.length);
    User user = access.user(name);
    if (!passwords.isRight(user, password) || user == null) {
      throw notIn("there is no such user, or the password is another");
    }
    if (!user.tags().contains(User.ADMINISTRATOR)) {
      throw new Refusal(
          403,
          "no-administrator",
          "a user with the tag '" + User.ADMINISTRATOR + "'",
          "'" + name + "' has none",
          "ask as another user");
    }
    return user;
  }

  private static byte @Nullable [] credentials(@Nullable String header) {
    if (header == null
        || header.length() > MOST_CREDENTIALS
        || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Refusal notIn(String came) {
    return new Refusal(
        401,
        "unauthorized",
        "Authorization: Basic with a user's name and password",
        came,
        "the first user is guest, with the password guest, until somebody changes it");
  }
}
