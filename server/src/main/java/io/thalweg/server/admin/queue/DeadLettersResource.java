package io.thalweg.server.admin.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.core.access.Namespace;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.manage.QueueReport;
import io.thalweg.server.admin.Answer;
import io.thalweg.server.admin.Fields;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Refusal;
import io.thalweg.server.admin.Request;
import io.thalweg.server.admin.Resource;
import io.thalweg.server.admin.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `/admin/v1/dead-letters`: queues that dead letters may come to, what is in them, and where it
/// goes.
final class DeadLettersResource implements Resource {
  private static final int MOST_SHOWN = 100;
  private static final int FEW = 10;
  private static final int MOST_VALUE_BYTES = 16 * 1024;
  private static final int VALUE_BYTES = 256;
  private static final int MOST_MOVED = 1_000;
  private static final String[] FIELDS = {
    "partition", "from", "before", "most", "reason", "source", "to"
  };

  private final Named named;
  private final Orders orders;
  private final DeadLetterTargets targets;

  DeadLettersResource(Named named, Orders orders) {
    this.named = named;
    this.orders = orders;
    this.targets = new DeadLetterTargets(new QueueLists(orders), new Routing(orders));
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "dead-letters", this::list),
        Route.of("GET", "dead-letters/*/*/events", this::peek),
        Route.of("POST", "dead-letters/*/*/redrive", request -> move(request, false)),
        Route.of("POST", "dead-letters/*/*/drop", request -> move(request, true)));
  }

  private record Listed(Namespace namespace, Map<QueueReport, Set<String>> queues) {}

  private Answer list(Request request) throws Refusal {
    List<Listed> all = new ArrayList<>();
    for (Namespace each : named.namespaces(request)) {
      all.add(new Listed(each, targets.in(each)));
    }
    return Answer.of(
        json -> {
          json.writeStartArray();
          for (Listed listed : all) {
            for (Map.Entry<QueueReport, Set<String>> each : listed.queues.entrySet()) {
              write(each.getKey(), each.getValue(), listed.namespace.name(), json);
            }
          }
          json.writeEndArray();
        });
  }

  private static void write(
      QueueReport report, Set<String> sources, String namespace, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    QueueLists.write(report, namespace, json);
    json.writeArrayFieldStart("sources");
    for (String each : sources) {
      json.writeString(each);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private Answer peek(Request request) throws Refusal {
    QueueName queue = named.queue(request);
    int partition = (int) request.number("partition", 0, Integer.MAX_VALUE, 0);
    long from = request.number("from", 0, Long.MAX_VALUE, 0);
    int most = (int) request.number("most", 1, MOST_SHOWN, FEW);
    int bytes = (int) request.number("bytes", 0, MOST_VALUE_BYTES, VALUE_BYTES);
    DeathFilter filter = DeathFilter.of(request.query("reason"), request.query("source"));
    List<EventFields> events = new ArrayList<>();
    long next =
        new OpenEvents(orders, queue, partition)
            .forEach(
                from,
                Long.MAX_VALUE,
                (reader, open) -> {
                  if (filter.takes(DeathFilter.deaths(reader.event()))) {
                    events.add(EventFields.of(partition, reader.event(), open.failures(), bytes));
                  }
                  return events.size() < most;
                });
    return Answer.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("events");
          for (EventFields each : events) {
            each.write(json);
          }
          json.writeEndArray();
          if (next != Long.MAX_VALUE) {
            json.writeNumberField("next", next);
          }
          json.writeEndObject();
        });
  }

  private Answer move(Request request, boolean drops) throws Refusal {
    QueueName queue = named.queue(request);
    Fields fields = request.fields(FIELDS);
    String to = fields.textOrNull("to");
    if (to != null && drops) {
      throw Refusal.invalid("no 'to' of what is dropped", "it is '" + to + "'");
    }
    if (queue.name().equals(to)) {
      throw Refusal.invalid("another queue in 'to'", "it is the same");
    }
    int partition = (int) fields.numberOr("partition", 0, Integer.MAX_VALUE, 0);
    Redriving.Plan plan =
        new Redriving.Plan(
            DeathFilter.of(fields.textOrNull("reason"), fields.textOrNull("source")),
            drops,
            to == null ? null : named.queue(request.name(0), to),
            (int) fields.numberOr("most", 1, MOST_MOVED, MOST_MOVED));
    long before = fields.numberOr("before", 0, Long.MAX_VALUE, Long.MAX_VALUE);
    Redriving redriving = new Redriving(orders, queue, partition, plan);
    long next =
        new OpenEvents(orders, queue, partition)
            .forEach(fields.numberOr("from", 0, Long.MAX_VALUE, 0), before, redriving);
    Redriving.Outcome outcome = redriving.outcome();
    return Answer.of(json -> write(outcome, next < before ? next : -1, json));
  }

  private static void write(Redriving.Outcome outcome, long next, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("looked", outcome.looked());
    json.writeNumberField("done", outcome.done());
    json.writeObjectFieldStart("failed");
    for (Map.Entry<String, Long> each : outcome.failures().entrySet()) {
      json.writeNumberField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
    if (next >= 0) {
      json.writeNumberField("next", next);
    }
    json.writeEndObject();
  }
}
