package io.thalweg.server.admin.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.core.access.Namespace;
import io.thalweg.core.queue.QueueCommand.Seek;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.manage.ManageCommand.Move;
import io.thalweg.core.queue.manage.ManageCommand.PartitionReport;
import io.thalweg.core.queue.manage.ManageCommand.Pause;
import io.thalweg.core.queue.manage.QueueReport;
import io.thalweg.core.turn.Command;
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
import java.util.TreeMap;

/// `/admin/v1/subscriptions`: queues as what they are, a place in each partition of a topic, and
/// what has been done beyond it.
final class SubscriptionsResource implements Resource {
  private static final long MOST_MILLIS = 1L << 50;
  private static final long ALL = -1;

  private final Named named;
  private final Orders orders;
  private final QueueLists lists;
  private final StoredEvents events;

  SubscriptionsResource(Named named, Orders orders) {
    this.named = named;
    this.orders = orders;
    this.lists = new QueueLists(orders);
    this.events = new StoredEvents(orders);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "subscriptions", this::list),
        Route.of("GET", "subscriptions/*/*", this::get),
        Route.of("PATCH", "subscriptions/*/*", this::change),
        Route.of("POST", "subscriptions/*/*/seek", this::seek),
        Route.of(
            "DELETE",
            "subscriptions/*/*",
            request -> QueuesResource.delete(named, orders, request)));
  }

  private record Listed(Namespace namespace, QueueReport queue) {}

  private Answer list(Request request) throws Refusal {
    String topic = request.query("topic");
    List<Listed> all = new ArrayList<>();
    for (Namespace namespace : named.namespaces(request)) {
      for (QueueReport each : lists.in(namespace)) {
        if (topic == null || topic.equals(each.queue().settings().topic())) {
          all.add(new Listed(namespace, each));
        }
      }
    }
    return Answer.of(
        json -> {
          json.writeStartArray();
          for (Listed each : all) {
            json.writeStartObject();
            write(each.queue, each.namespace.name(), json);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void write(QueueReport report, String namespace, JsonGenerator json)
      throws IOException {
    QueueLists.write(report, namespace, json);
    json.writeNumberField("lag", report.contents().events());
  }

  private Answer get(Request request) throws Refusal {
    QueueLists.Whole whole = lists.whole(named.queue(request));
    return Answer.of(
        json -> {
          json.writeStartObject();
          write(whole.report(), request.name(0), json);
          QueueLists.write(whole.report().counts(), json);
          QueueLists.write(whole.partitions(), json);
          json.writeEndObject();
        });
  }

  private Answer change(Request request) throws Refusal {
    QueueName name = named.queue(request);
    Fields fields = request.fields("paused");
    if (!fields.has("paused")) {
      throw Refusal.invalid("the field 'paused'", "it is not there");
    }
    boolean paused = fields.flagOr("paused", false);
    orders.order(new Pause(name, paused), QueueLists.subject(name));
    return Answer.DONE;
  }

  private Answer seek(Request request) throws Refusal {
    QueueName name = named.queue(request);
    Fields fields = request.fields("to", "time", "offset", "partition");
    int given = (fields.has("to") ? 1 : 0) + (fields.has("time") ? 1 : 0);
    given += fields.has("offset") ? 1 : 0;
    if (given != 1) {
      throw Refusal.invalid(
          "one of 'to' (earliest, latest), 'time' (milliseconds since 1970), 'offset'",
          given == 0 ? "there is none" : "there are " + given);
    }
    long only = fields.numberOr("partition", 0, Integer.MAX_VALUE, ALL);
    orders.order(
        fields.has("time") ? toTime(name, fields, only) : to(name, fields, only),
        QueueLists.subject(name));
    return Answer.DONE;
  }

  private static Command to(QueueName name, Fields fields, long only) throws Refusal {
    long offset =
        fields.has("offset")
            ? fields.numberOr("offset", 0, Long.MAX_VALUE, 0)
            : fields.wordOf("to", List.of("earliest", "latest")).equals("latest")
                ? Seek.LATEST
                : Seek.EARLIEST;
    return only == ALL ? new Seek(name, offset) : new Move(name, Map.of((int) only, offset));
  }

  private Command toTime(QueueName name, Fields fields, long only) throws Refusal {
    long millis = fields.numberOr("time", 0, MOST_MILLIS, 0);
    Map<Integer, Long> offsets = new TreeMap<>();
    for (PartitionReport each : lists.whole(name).partitions()) {
      if (only == ALL || each.index() == only) {
        offsets.put(each.index(), events.firstSince(each.partition(), millis));
      }
    }
    if (offsets.isEmpty()) {
      offsets.put((int) only, 0L); // refused by its number
    }
    return new Move(name, offsets);
  }
}
