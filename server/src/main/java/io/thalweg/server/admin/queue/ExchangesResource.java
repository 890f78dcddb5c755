package io.thalweg.server.admin.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.core.access.Namespace;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.ExchangeCommand.Declared;
import io.thalweg.core.exchange.ExchangeCommand.Delete;
import io.thalweg.core.exchange.ExchangeCommand.Find;
import io.thalweg.core.turn.Problem;
import io.thalweg.server.admin.Answer;
import io.thalweg.server.admin.Fields;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Refusal;
import io.thalweg.server.admin.Request;
import io.thalweg.server.admin.Resource;
import io.thalweg.server.admin.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `/admin/v1/exchanges`: one stands below the names of its namespace and itself.
final class ExchangesResource implements Resource {
  private final Named named;
  private final Orders orders;
  private final Routing routing;

  ExchangesResource(Named named, Orders orders) {
    this.named = named;
    this.orders = orders;
    this.routing = new Routing(orders);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "exchanges", this::list),
        Route.of("GET", "exchanges/*/*", this::get),
        Route.of("PUT", "exchanges/*/*", this::declare),
        Route.of("DELETE", "exchanges/*/*", this::delete));
  }

  private record Listed(Namespace namespace, List<Exchange> exchanges) {}

  private Answer list(Request request) throws Refusal {
    List<Listed> all = new ArrayList<>();
    for (Namespace each : named.namespaces(request)) {
      List<Exchange> exchanges = new ArrayList<>(routing.exchanges(each));
      exchanges.sort(Comparator.comparing(Exchange::name));
      all.add(new Listed(each, exchanges));
    }
    return Answer.of(
        json -> {
          json.writeStartArray();
          for (Listed listed : all) {
            for (Exchange each : listed.exchanges) {
              write(each, listed.namespace.name(), json);
            }
          }
          json.writeEndArray();
        });
  }

  private static void write(Exchange exchange, String namespace, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("namespace", namespace);
    json.writeStringField("name", exchange.name());
    json.writeStringField("type", Fields.word(exchange.type()));
    json.writeBooleanField("durable", exchange.durable());
    json.writeBooleanField("autoDelete", exchange.autoDelete());
    json.writeBooleanField("internal", exchange.internal());
    json.writeStringField("alternate", exchange.alternate());
    json.writeEndObject();
  }

  private static String subject(String name) {
    return "exchange '" + name + "'";
  }

  private Answer get(Request request) throws Refusal {
    Namespace namespace = named.namespace(request);
    String name = request.name(1);
    Declared found = orders.answer(new Find(namespace.id(), name), Declared.class, subject(name));
    Exchange exchange = found.exchange();
    if (exchange == null) {
      throw Refusal.missing("exchange", name, "/admin/v1/exchanges");
    }
    return Answer.of(json -> write(exchange, namespace.name(), json));
  }

  /// Makes an exchange; one that is there as it is wanted stays.
  private Answer declare(Request request) throws Refusal {
    Namespace namespace = named.namespace(request);
    String name = request.name(1);
    Named.checkNew("exchange", name);
    Fields fields = request.fields("type", "durable", "autoDelete", "internal", "alternate");
    String alternate = fields.textOrNull("alternate");
    Declare declare =
        new Declare(
            namespace.id(),
            name,
            fields.oneOf("type", List.of(Exchange.Type.values())),
            fields.flagOr("durable", true),
            fields.flagOr("autoDelete", false),
            fields.flagOr("internal", false),
            alternate == null ? "" : alternate,
            Opaque.EMPTY);
    boolean there = orders.answer(new Find(namespace.id(), name)).problem() == Problem.NONE;
    orders.answer(declare, Declared.class, subject(name));
    return there ? Answer.DONE : Answer.MADE;
  }

  private Answer delete(Request request) throws Refusal {
    Namespace namespace = named.namespace(request);
    String name = request.name(1);
    orders.answer(new Find(namespace.id(), name), Declared.class, subject(name));
    orders.order(new Delete(namespace.id(), name, request.asks("if-unused")), subject(name));
    return Answer.DONE;
  }
}
