package io.thalweg.server.admin.queue;

import io.thalweg.core.access.Namespace;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Delete;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Purge;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.manage.QueueReport;
import io.thalweg.core.turn.Problem;
import io.thalweg.server.admin.Answer;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Refusal;
import io.thalweg.server.admin.Request;
import io.thalweg.server.admin.Resource;
import io.thalweg.server.admin.Route;
import java.util.ArrayList;
import java.util.List;

/// `/admin/v1/queues`: one stands below the names of its namespace and itself, its events below it.
final class QueuesResource implements Resource {
  private final Named named;
  private final Orders orders;
  private final QueueLists lists;

  QueuesResource(Named named, Orders orders) {
    this.named = named;
    this.orders = orders;
    this.lists = new QueueLists(orders);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "queues", this::list),
        Route.of("GET", "queues/*/*", this::get),
        Route.of("PUT", "queues/*/*", this::declare),
        Route.of("DELETE", "queues/*/*", request -> delete(named, orders, request)),
        Route.of("DELETE", "queues/*/*/events", this::purge));
  }

  private record Listed(Namespace namespace, List<QueueReport> queues) {}

  private Answer list(Request request) throws Refusal {
    List<Listed> all = new ArrayList<>();
    for (Namespace each : named.namespaces(request)) {
      all.add(new Listed(each, lists.in(each)));
    }
    return Answer.of(
        json -> {
          json.writeStartArray();
          for (Listed listed : all) {
            for (QueueReport each : listed.queues) {
              json.writeStartObject();
              QueueLists.write(each, listed.namespace.name(), json);
              json.writeEndObject();
            }
          }
          json.writeEndArray();
        });
  }

  private Answer get(Request request) throws Refusal {
    QueueReport report = lists.whole(named.queue(request)).report();
    return Answer.of(
        json -> {
          json.writeStartObject();
          QueueLists.write(report, request.name(0), json);
          QueueLists.write(report.counts(), json);
          json.writeObjectFieldStart("settings");
          QueueFields.write(report.queue().settings(), json);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /// Makes a queue; one that is there as it is wanted stays.
  private Answer declare(Request request) throws Refusal {
    QueueName name = named.queue(request);
    Named.checkNew("queue", name.name());
    QueueSettings settings = QueueFields.read(request.fields(QueueFields.NAMES));
    boolean there = orders.answer(new Find(name)).problem() == Problem.NONE;
    orders.answer(new Declare(name, settings), QueueIs.class, QueueLists.subject(name));
    return there ? Answer.DONE : Answer.MADE;
  }

  /// Deletes a queue with its events, if it is there.
  static Answer delete(Named named, Orders orders, Request request) throws Refusal {
    QueueName name = named.queue(request);
    String subject = QueueLists.subject(name);
    orders.answer(new Find(name), QueueIs.class, subject);
    orders.answer(
        new Delete(name, request.asks("if-unused"), request.asks("if-empty")),
        Counted.class,
        subject);
    return Answer.DONE;
  }

  /// Removes all events that nobody has.
  private Answer purge(Request request) throws Refusal {
    QueueName name = named.queue(request);
    Counted counted = orders.answer(new Purge(name), Counted.class, QueueLists.subject(name));
    return Answer.of(
        json -> {
          json.writeStartObject();
          json.writeNumberField("purged", counted.events());
          json.writeEndObject();
        });
  }
}
