package io.thalweg.server.admin;

import static io.thalweg.server.admin.AdminBroker.basic;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.admin.AdminBroker.Answered;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in, and what is said to whom, over real sockets.
class AdminListenerTest {
  @TempDir static Path folder;
  private static AdminBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = new AdminBroker(folder);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void administratorsAreLetIn() throws Exception {
    Answered answered = broker.ask("GET", "users", "");
    assertThat(answered.status()).isEqualTo(200);
    assertThat(answered.json().path(0).path("name").asText()).isEqualTo("guest");
    assertThat(answered.headers().get("content-type")).containsExactly("application/json");
    assertThat(answered.text()).doesNotContain("salt", "hash");
  }

  @Test
  void othersAreNot() throws Exception {
    broker.ask("POST", "users", "{'name':'plain','password':'p','tags':['monitoring']}");
    Answered plain = broker.ask("plain", "p", "GET", "users", "");
    assertThat(plain.status()).isEqualTo(403);
    assertThat(plain.error()).isEqualTo("no-administrator");
    for (Answered wrong :
        new Answered[] {
          broker.ask("guest", "wrong", "GET", "users", ""),
          broker.ask("nobody", "guest", "GET", "users", ""),
          broker.ask("guest", "", "GET", "users", ""),
          broker.send(broker.request("GET", "users", "").header("X-Thalweg", "1"))
        }) {
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(wrong.error()).isEqualTo("unauthorized");
      assertThat(wrong.headers().get("www-authenticate").getFirst()).startsWith("Basic ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic", "Basic !", "Basic Z3Vlc3Q=", "Bearer x", "basic \u0001"})
  void whatIsNoBasicAuthenticationIsRefused(String header) throws Exception {
    String answer =
        broker.raw(
            "GET /admin/v1/users HTTP/1.1\r\nHost: localhost\r\nX-Thalweg: 1\r\n"
                + ("Authorization: " + header + "\r\nConnection: close\r\n\r\n"));
    assertThat(answer).startsWith("HTTP/1.1 40").doesNotContain("\"tags\"");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:9460, 200",
    "127.0.0.1, 200",
    "127.0.0.1:1, 200",
    "'[::1]:9460', 200",
    "'[::1]', 200",
    "127.1.2.3, 200",
    "evil.example, 403",
    "evil.example:9460, 403",
    "localhost.evil.example, 403",
    "10.0.0.1:9460, 403",
    "127.0.0.1.evil.example, 403",
    "'', 403"
  })
  void theHostIsLoopback(String host, int status) throws Exception {
    String answer = broker.raw(request("Host: " + host + "\r\nX-Thalweg: 1\r\n"));
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
  }

  private static String request(String headers) {
    return "GET /admin/v1/namespaces HTTP/1.1\r\nConnection: close\r\n"
        + ("Authorization: " + basic("guest", "guest") + "\r\n" + headers + "\r\n");
  }

  @Test
  void pagesOfOtherSitesAreKeptOut() throws Exception {
    assertThat(broker.raw(request("X-Thalweg: 1\r\n"))).startsWith("HTTP/1.1 40");
    assertThat(broker.raw(request("Host: localhost\r\n")))
        .startsWith("HTTP/1.1 403 ")
        .contains("\"no-header\"");
    String own = "Host: localhost:1\r\nX-Thalweg: 1\r\nOrigin: http://";
    assertThat(broker.raw(request(own + "localhost:1\r\n"))).startsWith("HTTP/1.1 200 ");
    assertThat(broker.raw(request(own + "evil.example\r\n")))
        .startsWith("HTTP/1.1 403 ")
        .contains("\"wrong-origin\"")
        .doesNotContainIgnoringCase("Access-Control");
    assertThat(broker.raw(request("Host: localhost\r\nHost: evil.example\r\nX-Thalweg: 1\r\n")))
        .startsWith("HTTP/1.1 40");
    Answered preflight =
        broker.send(
            broker
                .request("OPTIONS", "users", "")
                .header("Origin", "http://evil.example")
                .header("Access-Control-Request-Headers", "X-Thalweg"));
    assertThat(preflight.status()).isEqualTo(403);
    assertThat(preflight.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, nothing, 404",
    "GET, users/a/b, 404",
    "GET, '', 404",
    "DELETE, users, 405",
    "PUT, users/guest, 405",
    "HEAD, users, 405",
    "GET, users/nobody, 404",
    "GET, users/%zz, 400",
    "GET, namespaces/%2F, 200",
    "GET, permissions/%2F/guest, 200",
    "GET, permissions/%2F/nobody, 404",
    "GET, permissions?user=nobody, 404",
    "GET, permissions?user=guest&namespace=%2F, 200",
  })
  void pathsAndMethods(String method, String path, int status) throws Exception {
    if (path.contains("%zz")) {
      assertThat(broker.raw("GET /admin/v1/users/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .startsWith("HTTP/1.1 400 ");
      return;
    }
    assertThat(broker.ask(method, path, "").status()).isEqualTo(status);
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() throws Exception {
    Answered answered = broker.ask("PUT", "users", "{}");
    assertThat(answered.status()).isEqualTo(405);
    assertThat(answered.headers().get("allow")).containsExactly("GET, POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "1",
        "{",
        "{'name':'x'} {}",
        "{'name':'x','name':'y'}",
        "{'name':1}",
        "{'nome':'x'}",
        "{'name':null}",
        "{'name':'x','tags':'administrator'}",
        "{'name':'x','tags':[1]}",
        "{'name':'x','tags':['a,b']}",
        "{'name':'','password':'x'}",
        "{'name':'a:b'}",
        "{'name':'\\ud800'}",
        "{'name':'x','password':'a\\u0000b'}",
        "{'name':{'a':{'a':{'a':{'a':{'a':{'a':{'a':{'a':1}}}}}}}}}",
        "not json",
        ""
      })
  void garbageIsExplained(String body) throws Exception {
    Answered answered = broker.ask("POST", "users", body);
    assertThat(answered.status()).isEqualTo(400);
    assertThat(answered.error()).isEqualTo("invalid");
    for (String field : new String[] {"expected", "came", "advice"}) {
      assertThat(answered.json().path(field).asText()).isNotEmpty();
    }
  }

  @Test
  void aFieldThatIsMeantIsNamed() throws Exception {
    assertThat(broker.ask("POST", "users", "{'nmae':'x'}").json().path("came").asText())
        .contains("'nmae' (is 'name' meant?)");
  }

  @Test
  void sizesAreBounded() throws Exception {
    String large = "{'name':'x','tags':['" + "t".repeat(AdminListener.MAX_BODY) + "']}";
    Answered answered = broker.ask("POST", "users", large);
    assertThat(answered.status()).isEqualTo(413);
    assertThat(answered.error()).isEqualTo("too-large");
    String password = "{'name':'x','password':'" + "p".repeat(257) + "'}";
    assertThat(broker.ask("POST", "users", password).status()).isEqualTo(400);
    String header = "X-Large: " + "x".repeat(20_000) + "\r\n";
    assertThat(broker.raw(request("Host: localhost\r\nX-Thalweg: 1\r\n" + header)))
        .doesNotStartWith("HTTP/1.1 200");
    assertThat(broker.ask("GET", "users/x", "").status()).isEqualTo(404);
  }

  @Test
  void aBodyIsJson() throws Exception {
    Answered form =
        broker.send(
            broker
                .request("POST", "users", "{'name':'formed'}")
                .header("Authorization", basic("guest", "guest"))
                .header("X-Thalweg", "1")
                .header("Content-Type", "text/plain"));
    assertThat(form.status()).isEqualTo(415);
    assertThat(broker.ask("GET", "users/formed", "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\r\n\r\n", "GET\r\n\r\n", "\u0000\u0001\u0002", "AMQP\u0000\u0000\t\u0001"})
  void bytesThatAreNoRequestEndTheConnection(String bytes) throws Exception {
    assertThat(broker.raw(bytes)).doesNotContain("200 OK");
    assertThat(broker.ask("GET", "users", "").status()).as("afterwards").isEqualTo(200);
  }
}
