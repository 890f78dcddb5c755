package io.thalweg.server.admin.queue;

import io.thalweg.core.access.Namespace;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.exchange.ExchangeCommand.Answered;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.ExchangeCommand.Unbind;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.amqp.v091.message.HeaderValues;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.server.admin.Answer;
import io.thalweg.server.admin.Fields;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Refusal;
import io.thalweg.server.admin.Request;
import io.thalweg.server.admin.Resource;
import io.thalweg.server.admin.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `/admin/v1/bindings`: a binding has no name, so a body says which is meant. That each queue is
/// bound to the default exchange by its name is not listed.
final class BindingsResource implements Resource {
  private final Named named;
  private final Orders orders;
  private final Routing routing;

  BindingsResource(Named named, Orders orders) {
    this.named = named;
    this.orders = orders;
    this.routing = new Routing(orders);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "bindings", this::list),
        Route.of("POST", "bindings", this::bind),
        Route.of("DELETE", "bindings", this::unbind));
  }

  private record Listed(Namespace namespace, List<ExchangeCommand.Named> bindings) {}

  private Answer list(Request request) throws Refusal {
    String source = request.query("source");
    String destination = request.query("destination");
    List<Listed> all = new ArrayList<>();
    for (Namespace each : named.namespaces(request)) {
      List<ExchangeCommand.Named> bindings = new ArrayList<>(routing.bindings(each));
      bindings.removeIf(
          binding ->
              (source != null && !source.equals(binding.source()))
                  || (destination != null && !destination.equals(binding.destination())));
      bindings.sort(
          Comparator.comparing(ExchangeCommand.Named::source)
              .thenComparing(ExchangeCommand.Named::destination)
              .thenComparing(ExchangeCommand.Named::binding));
      all.add(new Listed(each, bindings));
    }
    return Answer.of(
        json -> {
          json.writeStartArray();
          for (Listed listed : all) {
            for (ExchangeCommand.Named each : listed.bindings) {
              json.writeStartObject();
              json.writeStringField("namespace", listed.namespace.name());
              json.writeStringField("source", each.source());
              json.writeStringField("kind", Fields.word(each.binding().kind()));
              json.writeStringField("destination", each.destination());
              json.writeStringField("key", each.binding().key());
              json.writeFieldName("arguments");
              ArgumentFields.write(HeaderValues.table(each.binding().arguments()), json);
              json.writeEndObject();
            }
          }
          json.writeEndArray();
        });
  }

  /// Which binding a request is about.
  private record Wanted(
      Namespace namespace,
      String source,
      Kind kind,
      String destination,
      String key,
      FieldTable arguments) {}

  private Wanted wanted(Request request) throws Refusal {
    Fields fields =
        request.fields("namespace", "source", "kind", "destination", "key", "arguments");
    String namespace = fields.textOrNull("namespace");
    String key = fields.textOrNull("key");
    Wanted wanted =
        new Wanted(
            named.namespace(namespace == null ? "/" : namespace),
            fields.text("source"),
            fields.oneOf("kind", List.of(Kind.QUEUE, Kind.EXCHANGE)),
            fields.text("destination"),
            key == null ? "" : key,
            ArgumentFields.read(fields.objectOrNull("arguments")));
    Named.checkName("exchange in 'source'", wanted.source);
    Named.checkName("thing in 'destination'", wanted.destination);
    return wanted;
  }

  private Answer bind(Request request) throws Refusal {
    Wanted wanted = wanted(request);
    HeaderMatch match = HeaderMatch.of(HeaderValues.of(wanted.arguments));
    done(
        new Bind(
            wanted.namespace.id(),
            wanted.source,
            wanted.kind,
            wanted.destination,
            wanted.key,
            HeaderValues.canonical(wanted.arguments),
            match));
    return Answer.MADE;
  }

  private Answer unbind(Request request) throws Refusal {
    Wanted wanted = wanted(request);
    boolean there = routing.bindings(wanted.namespace).stream().anyMatch(each -> is(each, wanted));
    if (!there) {
      throw new Refusal(
          404,
          "unknown-binding",
          "a binding that is there",
          "nothing binds '" + wanted.destination + "' to '" + wanted.source + "' so",
          "GET /admin/v1/bindings shows what there is");
    }
    done(
        new Unbind(
            wanted.namespace.id(),
            wanted.source,
            wanted.kind,
            wanted.destination,
            wanted.key,
            HeaderValues.canonical(wanted.arguments)));
    return Answer.DONE;
  }

  private static boolean is(ExchangeCommand.Named binding, Wanted wanted) {
    return binding.source().equals(wanted.source)
        && binding.destination().equals(wanted.destination)
        && binding.binding().kind() == wanted.kind
        && binding.binding().key().equals(wanted.key)
        && binding.binding().arguments().equals(HeaderValues.canonical(wanted.arguments));
  }

  private void done(Command command) throws Refusal {
    Reply reply = orders.answer(command);
    if (reply.problem() == Problem.INVALID_SETTING) {
      throw Refusal.invalid(
          "all, any, all-with-x or any-with-x in the argument 'x-match'", "it is something else");
    }
    String missing = reply instanceof Answered answered ? answered.missing() : "";
    if (reply.problem() != Problem.NONE) {
      String kind = reply.problem() == Problem.UNKNOWN_QUEUE ? "queue" : "exchange";
      String subject = missing.isEmpty() ? "the binding" : kind + " '" + missing + "'";
      throw Orders.refusal(reply.problem(), subject);
    }
  }
}
