package io.thalweg.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.server.admin.AdminBroker.Answered;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Namespaces, users and permissions by the administrators' API, and after a start.
class AccessResourcesTest {
  @TempDir Path folder;
  private AdminBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = new AdminBroker(folder);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void done(String method, String path, String body, int status) throws Exception {
    Answered answered = broker.ask(method, path, body);
    assertThat(answered.status()).as(answered.text()).isEqualTo(status);
  }

  private void refused(String method, String path, String body, int status, String error)
      throws Exception {
    Answered answered = broker.ask(method, path, body);
    assertThat(answered.status()).as(answered.text()).isEqualTo(status);
    assertThat(answered.error()).isEqualTo(error);
  }

  private List<String> names(String path, String field) throws Exception {
    List<String> all = new ArrayList<>();
    for (JsonNode each : broker.ask("GET", path, "").json()) {
      all.add(each.path(field).asText());
    }
    return all;
  }

  @Test
  void namespaces() throws Exception {
    done("POST", "namespaces", "{'name':'a/b','description':'of two'}", 201);
    refused("POST", "namespaces", "{'name':'a/b'}", 409, "namespace-exists");
    assertThat(names("namespaces", "name")).containsExactly("/", "a/b");
    done("PATCH", "namespaces/a%2Fb", "{'description':'ä'}", 204);
    JsonNode one = broker.ask("GET", "namespaces/a%2Fb", "").json();
    assertThat(one.path("description").asText()).isEqualTo("ä");
    refused("PATCH", "namespaces/none", "{'description':''}", 404, "unknown-namespace");
    refused(
        "POST",
        "namespaces",
        "{'name':'x','description':'" + "d".repeat(513) + "'}",
        400,
        "invalid");
    refused("DELETE", "namespaces/%2F", "", 409, "reserved");
    done("DELETE", "namespaces/a%2Fb", "", 204);
    refused("DELETE", "namespaces/a%2Fb", "", 404, "unknown-namespace");
  }

  @Test
  void users() throws Exception {
    done("POST", "users", "{'name':'ann','password':'secret','tags':['administrator']}", 201);
    refused("POST", "users", "{'name':'ann'}", 409, "user-exists");
    assertThat(broker.ask("ann", "secret", "GET", "users", "").status()).isEqualTo(200);
    done("PATCH", "users/ann", "{'password':'other'}", 204);
    assertThat(broker.ask("ann", "secret", "GET", "users", "").status()).isEqualTo(401);
    assertThat(broker.ask("ann", "other", "GET", "users", "").status()).isEqualTo(200);
    done("DELETE", "users/guest", "", 204);
    assertThat(broker.ask("GET", "users", "").status()).as("guest is gone").isEqualTo(401);
    broker.close();
    broker = new AdminBroker(folder);
    assertThat(broker.ask("GET", "users", "").status()).as("and not back").isEqualTo(401);
    Answered last = broker.ask("ann", "other", "DELETE", "users/ann", "");
    assertThat(last.status()).isEqualTo(409);
    assertThat(last.error()).isEqualTo("last-administrator");
    Answered tags = broker.ask("ann", "other", "PATCH", "users/ann", "{'tags':[]}");
    assertThat(tags.error()).isEqualTo("last-administrator");
    JsonNode ann = broker.ask("ann", "other", "GET", "users/ann", "").json();
    assertThat(ann.toString())
        .isEqualTo("{\"name\":\"ann\",\"tags\":[\"administrator\"],\"password\":true}");
  }

  @Test
  void someLogInByNoPassword() throws Exception {
    done("POST", "users", "{'name':'ann','tags':['administrator']}", 201);
    assertThat(broker.ask("GET", "users/ann", "").json().path("password").asBoolean()).isFalse();
    assertThat(broker.ask("ann", "", "GET", "users", "").status()).isEqualTo(401);
    done("PATCH", "users/ann", "{'password':'x'}", 204);
    assertThat(broker.ask("ann", "x", "GET", "users", "").status()).isEqualTo(200);
    done("PATCH", "users/ann", "{'password':''}", 204);
    assertThat(broker.ask("ann", "x", "GET", "users", "").status()).isEqualTo(401);
  }

  @Test
  void permissions() throws Exception {
    done("POST", "namespaces", "{'name':'n'}", 201);
    done("POST", "users", "{'name':'ann'}", 201);
    done("PUT", "permissions/n/ann", "{'configure':'','write':'^a','read':'.*'}", 204);
    done("PUT", "permissions/%2F/ann", "{}", 204);
    JsonNode one = broker.ask("GET", "permissions/n/ann", "").json();
    assertThat(one.toString())
        .isEqualTo(
            "{\"namespace\":\"n\",\"user\":\"ann\",\"configure\":\"\",\"write\":\"^a\","
                + "\"read\":\".*\"}");
    assertThat(names("permissions?user=ann", "namespace")).containsExactly("/", "n");
    assertThat(names("permissions?namespace=n", "user")).containsExactly("ann");
    assertThat(names("permissions", "user")).containsExactly("ann", "ann", "guest");
    refused("PUT", "permissions/n/ann", "{'write':'(a'}", 400, "invalid");
    refused("PUT", "permissions/none/ann", "{}", 404, "unknown-namespace");
    refused("PUT", "permissions/n/none", "{}", 404, "unknown-user");
    done("DELETE", "permissions/n/ann", "", 204);
    refused("GET", "permissions/n/ann", "", 404, "unknown-permission");
    done("DELETE", "namespaces/n", "", 204);
    refused("GET", "permissions?namespace=n", "", 404, "unknown-namespace");
  }
}
