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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Queues, exchanges, bindings and subscriptions by the administrators' API, and after a start.
/// What is in queues is tried where clients are.
class QueueResourcesTest {
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
    for (String field : List.of("expected", "came", "advice")) {
      assertThat(answered.json().path(field).asText()).as(field).isNotEmpty();
    }
  }

  private List<String> texts(String path, String field) throws Exception {
    List<String> all = new ArrayList<>();
    for (JsonNode each : broker.ask("GET", path, "").json()) {
      all.add(each.path(field).asText());
    }
    return all;
  }

  @Test
  void queuesOfAllNamespacesInTheOrderOfTheirNames() throws Exception {
    done("POST", "namespaces", "{'name':'a/b'}", 201);
    done("PUT", "queues/%2F/zwei", "{}", 201);
    done("PUT", "queues/%2F/%C3%A4%2F1", "{}", 201);
    done("PUT", "queues/a%2Fb/q", "{}", 201);
    assertThat(texts("queues", "name")).containsExactly("zwei", "ä/1", "q");
    assertThat(texts("queues?namespace=a%2Fb", "name")).containsExactly("q");
    JsonNode one = broker.ask("GET", "queues/%2F/%C3%A4%2F1", "").json();
    assertThat(one.path("name").asText()).isEqualTo("ä/1");
    assertThat(one.path("ready").asInt(-1)).isZero();
    assertThat(one.path("published").asInt(-1)).isZero();
    assertThat(one.path("settings").toString()).isEqualTo("{\"durable\":true}");
    done("DELETE", "queues/%2F/zwei", "", 204);
    refused("DELETE", "queues/%2F/zwei", "", 404, "unknown-queue");
    refused("GET", "queues/%2F/zwei", "", 404, "unknown-queue");
    refused("GET", "queues/none/q", "", 404, "unknown-namespace");
    refused("GET", "queues?namespace=none", "", 404, "unknown-namespace");
    broker.close();
    broker = new AdminBroker(folder);
    assertThat(texts("queues", "name")).containsExactly("ä/1", "q");
  }

  @Test
  void settingsAreReadAsTheyWereWritten() throws Exception {
    String settings =
        "{'durable':true,'expiresMillis':1000000,'order':'key','orderKey':'k','orderWindow':3,"
            + "'singleActiveConsumer':true,'maxFailures':5,'deadLetterExchange':'',"
            + "'deadLetterKey':'dead','deadLetterAtLeastOnce':true,'retryDelayMillis':100,"
            + "'retryFactor':2,'retryDelayMaxMillis':5000,'ttlMillis':60000,"
            + "'deliveryDelayMillis':7,'maxEvents':10,'maxBytes':1000,'overflow':'reject'}";
    done("PUT", "queues/%2F/q", settings, 201);
    done("PUT", "queues/%2F/q", settings, 204);
    JsonNode one = broker.ask("GET", "queues/%2F/q", "").json();
    assertThat(one.path("settings").toString()).isEqualTo(settings.replace('\'', '"'));
    refused("PUT", "queues/%2F/q", "{}", 409, "not-equivalent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{'ttl':1}",
        "{'durable':1}",
        "{'durable':'yes'}",
        "{'ttlMillis':-1}",
        "{'ttlMillis':1.5}",
        "{'ttlMillis':99999999999999999999}",
        "{'ttlMillis':'1'}",
        "{'overflow':'drop'}",
        "{'overflow':1}",
        "{'order':'any'}",
        "{'orderKey':'k'}",
        "{'orderWindow':1}",
        "{'priorities':0}",
        "{'priorities':257}",
        "{'priorities':2,'order':'key'}",
        "{'priorities':2,'topic':'t'}",
        "{'deadLetterKey':'k'}",
        "{'deadLetterExchange':7}",
        "{'topic':{}}",
        "{'durable':true,'durable':true}",
        "{'durable':true}}"
      })
  void wrongSettingsAreRefused(String body) throws Exception {
    refused("PUT", "queues/%2F/q", body, 400, "invalid");
    assertThat(texts("queues", "name")).isEmpty();
  }

  @Test
  void wrongNamesAreRefused() throws Exception {
    String most = "q".repeat(255);
    done("PUT", "queues/%2F/" + most, "{}", 201);
    for (String method : List.of("PUT", "GET", "DELETE")) {
      String body = method.equals("PUT") ? "{}" : "";
      refused(method, "queues/%2F/" + "q".repeat(300), body, 400, "invalid");
      refused(method, "queues/%2F/" + "%C3%A4".repeat(128), body, 400, "invalid");
      refused(method, "queues/%2F/", body, 400, "invalid");
      refused(method, "queues/%2F/a%0Ab", body, 400, "invalid");
      refused(method, "queues/%2F/%FFq", body, 400, "invalid");
    }
    refused("PUT", "queues/%2F/amq.q", "{}", 400, "invalid");
    refused("PUT", "exchanges/%2F/amq.x", "{}", 400, "invalid");
    refused("PUT", "exchanges/%2F/" + "x".repeat(300), "{}", 400, "invalid");
    refused("PUT", "queues/%2F/q", "{'topic':'none'}", 404, "unknown-topic");
    refused("POST", "queues/%2F/q", "{}", 405, "method");
    refused("GET", "queues/%2F", "", 404, "unknown-path");
  }

  @Test
  void onlyAdministratorsAsk() throws Exception {
    done("POST", "users", "{'name':'ann','password':'x'}", 201);
    for (String path : List.of("queues", "exchanges", "bindings", "subscriptions")) {
      Answered answered = broker.ask("ann", "x", "GET", path, "");
      assertThat(answered.status()).isEqualTo(403);
      assertThat(answered.error()).isEqualTo("no-administrator");
    }
    Answered made = broker.ask("ann", "x", "PUT", "queues/%2F/q", "{}");
    assertThat(made.error()).isEqualTo("no-administrator");
    assertThat(texts("queues", "name")).isEmpty();
  }

  @Test
  void exchanges() throws Exception {
    done("PUT", "exchanges/%2F/x", "{'type':'topic','alternate':'amq.fanout'}", 201);
    done("PUT", "exchanges/%2F/x", "{'type':'topic','alternate':'amq.fanout'}", 204);
    refused("PUT", "exchanges/%2F/x", "{}", 409, "not-equivalent");
    refused("PUT", "exchanges/%2F/y", "{'type':'direkt'}", 400, "invalid");
    assertThat(texts("exchanges?namespace=%2F", "name"))
        .containsExactly(
            "", "amq.direct", "amq.fanout", "amq.headers", "amq.match", "amq.topic", "x");
    JsonNode one = broker.ask("GET", "exchanges/%2F/x", "").json();
    assertThat(one.toString())
        .isEqualTo(
            "{\"namespace\":\"/\",\"name\":\"x\",\"type\":\"topic\",\"durable\":true,"
                + "\"autoDelete\":false,\"internal\":false,\"alternate\":\"amq.fanout\"}");
    refused("GET", "exchanges/%2F/none", "", 404, "unknown-exchange");
    refused("DELETE", "exchanges/%2F/none", "", 404, "unknown-exchange");
    refused("DELETE", "exchanges/%2F/amq.direct", "", 409, "reserved");
    done("PUT", "queues/%2F/q", "{}", 201);
    done("POST", "bindings", "{'source':'x','destination':'q'}", 201);
    refused("DELETE", "exchanges/%2F/x?if-unused=true", "", 409, "in-use");
    done("DELETE", "exchanges/%2F/x", "", 204);
    assertThat(texts("bindings", "source")).isEmpty();
  }

  @Test
  void bindings() throws Exception {
    done("PUT", "queues/%2F/q", "{}", 201);
    String plain = "{'source':'amq.direct','destination':'q','key':'k'}";
    String headers =
        "{'namespace':'/','source':'amq.headers','kind':'queue','destination':'q',"
            + "'arguments':{'x-match':'any','a':'b','n':5,'r':0.5,'t':true,'z':null}}";
    String exchange =
        "{'source':'amq.topic','kind':'exchange','destination':'amq.fanout','key':'a.*'}";
    for (String each : List.of(plain, headers, exchange, plain)) {
      done("POST", "bindings", each, 201);
    }
    assertThat(texts("bindings", "source"))
        .containsExactly("amq.direct", "amq.headers", "amq.topic");
    assertThat(texts("bindings?destination=q", "kind")).containsExactly("queue", "queue");
    JsonNode one = broker.ask("GET", "bindings?source=amq.headers", "").json().get(0);
    assertThat(one.toString())
        .isEqualTo(
            "{\"namespace\":\"/\",\"source\":\"amq.headers\",\"kind\":\"queue\","
                + "\"destination\":\"q\",\"key\":\"\",\"arguments\":{\"a\":\"b\",\"n\":5,"
                + "\"r\":0.5,\"t\":true,\"x-match\":\"any\",\"z\":null}}");
    refused("DELETE", "bindings", plain.replace("'k'", "'other'"), 404, "unknown-binding");
    done("DELETE", "bindings", headers, 204);
    done("DELETE", "bindings", plain, 204);
    refused("DELETE", "bindings", plain, 404, "unknown-binding");
    assertThat(texts("bindings", "source")).containsExactly("amq.topic");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'source':'none','destination':'q'} | unknown-exchange",
        "{'source':'amq.direct','destination':'none'} | unknown-queue",
        "{'source':'amq.direct','kind':'exchange','destination':'none'} | unknown-exchange",
        "{'source':'amq.direct','kind':'topic','destination':'q'} | invalid",
        "{'source':'','destination':'q'} | invalid",
        "{'source':'amq.direct'} | invalid",
        "{'destination':'q'} | invalid",
        "{'source':'amq.direct','destination':'q','arguments':[]} | invalid",
        "{'source':'amq.headers','destination':'q','arguments':{'x-match':'some'}} | invalid",
        "{'namespace':'none','source':'amq.direct','destination':'q'} | unknown-namespace"
      })
  void whatCannotBeBoundIsRefused(String body, String error) throws Exception {
    done("PUT", "queues/%2F/q", "{}", 201);
    refused("POST", "bindings", body, error.startsWith("unknown") ? 404 : 400, error);
  }

  @Test
  void subscriptionsPauseAndGoOn() throws Exception {
    done("PUT", "queues/%2F/q", "{}", 201);
    done("PATCH", "subscriptions/%2F/q", "{'paused':true}", 204);
    done("PATCH", "subscriptions/%2F/q", "{'paused':true}", 204);
    broker.close();
    broker = new AdminBroker(folder);
    assertThat(broker.ask("GET", "subscriptions/%2F/q", "").json().path("paused").asBoolean())
        .isTrue();
    done("PATCH", "subscriptions/%2F/q", "{'paused':false}", 204);
    assertThat(texts("subscriptions", "paused")).containsExactly("false");
    assertThat(texts("subscriptions?topic=t", "name")).isEmpty();
    refused("PATCH", "subscriptions/%2F/q", "{}", 400, "invalid");
    refused("PATCH", "subscriptions/%2F/q", "{'paused':'yes'}", 400, "invalid");
    refused("PATCH", "subscriptions/%2F/none", "{'paused':true}", 404, "unknown-queue");
  }

  @Test
  void subscriptionsGoElsewhere() throws Exception {
    done("PUT", "queues/%2F/q", "{}", 201);
    for (String to :
        List.of(
            "{'to':'earliest'}",
            "{'to':'latest'}",
            "{'offset':7}",
            "{'time':1700000000000}",
            "{'to':'latest','partition':0}",
            "{'time':0,'partition':0}")) {
      done("POST", "subscriptions/%2F/q/seek", to, 204);
    }
    JsonNode partition =
        broker.ask("GET", "subscriptions/%2F/q", "").json().path("partitions").get(0);
    assertThat(partition.toString())
        .isEqualTo("{\"partition\":0,\"start\":0,\"floor\":0,\"end\":0,\"doneBehind\":0}");
    for (String to :
        List.of(
            "{}",
            "{'to':'begin'}",
            "{'to':'latest','offset':1}",
            "{'offset':-1}",
            "{'time':'now'}",
            "{'offset':1,'partition':-1}")) {
      refused("POST", "subscriptions/%2F/q/seek", to, 400, "invalid");
    }
    for (String to : List.of("{'offset':1,'partition':1}", "{'time':1,'partition':1}")) {
      refused("POST", "subscriptions/%2F/q/seek", to, 404, "unknown-partition");
    }
    refused("POST", "subscriptions/%2F/none/seek", "{'to':'latest'}", 404, "unknown-queue");
    done("DELETE", "subscriptions/%2F/q", "", 204);
    assertThat(texts("subscriptions", "name")).isEmpty();
  }

  @Test
  void aQueueIsPurged() throws Exception {
    done("PUT", "queues/%2F/q", "{}", 201);
    assertThat(broker.ask("DELETE", "queues/%2F/q/events", "").json().toString())
        .isEqualTo("{\"purged\":0}");
    refused("DELETE", "queues/%2F/none/events", "", 404, "unknown-queue");
  }

  @Test
  void queuesThatDeadLettersMayComeTo() throws Exception {
    for (String queue : List.of("byName", "byKey", "other", "far", "never")) {
      done("PUT", "queues/%2F/" + queue, "{}", 201);
    }
    done("PUT", "exchanges/%2F/dlx", "{'type':'direct','alternate':'spare'}", 201);
    done("PUT", "exchanges/%2F/spare", "{'type':'fanout'}", 201);
    done("POST", "bindings", "{'source':'dlx','destination':'byKey','key':'k'}", 201);
    done("POST", "bindings", "{'source':'dlx','destination':'other','key':'o'}", 201);
    done("POST", "bindings", "{'source':'spare','destination':'far'}", 201);
    done("PUT", "queues/%2F/one", "{'deadLetterExchange':'','deadLetterKey':'byName'}", 201);
    done("PUT", "queues/%2F/two", "{'deadLetterExchange':'dlx','deadLetterKey':'k'}", 201);
    done("PUT", "queues/%2F/three", "{'deadLetterExchange':'none'}", 201);
    assertThat(texts("dead-letters", "name")).containsExactly("byKey", "byName", "far");
    done("PUT", "queues/%2F/four", "{'deadLetterExchange':'dlx'}", 201);
    assertThat(texts("dead-letters?namespace=%2F", "name"))
        .containsExactly("byKey", "byName", "far", "other");
    JsonNode first = broker.ask("GET", "dead-letters", "").json().get(0);
    assertThat(first.path("sources").toString()).isEqualTo("[\"four\",\"two\"]");
  }

  @Test
  void emptyQueuesHaveNoDeadLetters() throws Exception {
    done("PUT", "queues/%2F/q", "{}", 201);
    assertThat(broker.ask("GET", "dead-letters/%2F/q/events", "").text())
        .isEqualTo("{\"events\":[]}");
    for (String verb : List.of("redrive", "drop")) {
      assertThat(broker.ask("POST", "dead-letters/%2F/q/" + verb, "{}").text())
          .isEqualTo("{\"looked\":0,\"done\":0,\"failed\":{}}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "GET | q/events?most=0 | invalid",
        "GET | q/events?most=101 | invalid",
        "GET | q/events?from=-1 | invalid",
        "GET | q/events?bytes=many | invalid",
        "GET | q/events?reason=killed | invalid",
        "GET | q/events?partition=1 | unknown-partition",
        "GET | none/events | unknown-queue",
        "POST | none/redrive | unknown-queue",
        "POST | none/drop | unknown-queue"
      })
  void whatIsNotThereHasNoDeadLetters(String method, String path, String error) throws Exception {
    done("PUT", "queues/%2F/q", "{}", 201);
    String body = method.equals("POST") ? "{}" : "";
    int status = error.equals("invalid") ? 400 : 404;
    refused(method, "dead-letters/%2F/" + path, body, status, error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{'most':0}",
        "{'most':1001}",
        "{'from':-1}",
        "{'before':'end'}",
        "{'reason':'killed'}",
        "{'reason':1}",
        "{'source':1}",
        "{'to':'q'}",
        "{'rate':1}"
      })
  void wrongRedrivesAreRefused(String body) throws Exception {
    done("PUT", "queues/%2F/q", "{}", 201);
    refused("POST", "dead-letters/%2F/q/redrive", body, 400, "invalid");
    refused("POST", "dead-letters/%2F/q/drop", body, 400, "invalid");
  }
}
