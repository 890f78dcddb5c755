package io.thalweg.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.core.access.AccessCommand.Presence;
import io.thalweg.core.access.AccessCommand.PutNamespace;
import io.thalweg.core.access.AccessCommand.RemoveNamespace;
import io.thalweg.core.access.AccessDirectory;
import io.thalweg.core.access.Namespace;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/admin/v1/namespaces`.
public final class NamespacesResource implements Resource {
  private final AccessDirectory access;
  private final Orders orders;

  NamespacesResource(AccessDirectory access, Orders orders) {
    this.access = access;
    this.orders = orders;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "namespaces", _ -> list()),
        Route.of("POST", "namespaces", this::add),
        Route.of("GET", "namespaces/*", this::get),
        Route.of("PATCH", "namespaces/*", this::change),
        Route.of("DELETE", "namespaces/*", this::remove));
  }

  private Answer list() {
    return Answer.of(
        json -> {
          json.writeStartArray();
          for (Namespace each : access.namespaces()) {
            write(each, json);
          }
          json.writeEndArray();
        });
  }

  private static void write(Namespace namespace, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", namespace.name());
    json.writeStringField("description", namespace.description());
    json.writeEndObject();
  }

  /// The namespace of that name.
  public static Namespace find(AccessDirectory access, String name) throws Refusal {
    Namespace found = access.namespace(name);
    if (found == null) {
      throw Refusal.missing("namespace", name, "/admin/v1/namespaces");
    }
    return found;
  }

  private Answer get(Request request) throws Refusal {
    Namespace found = find(access, request.name(0));
    return Answer.of(json -> write(found, json));
  }

  private Answer add(Request request) throws Refusal {
    Fields fields = request.fields("name", "description");
    put(fields.text("name"), fields.textOrNull("description"), Presence.ABSENT);
    return Answer.MADE;
  }

  private Answer change(Request request) throws Refusal {
    Fields fields = request.fields("description");
    put(request.name(0), fields.text("description"), Presence.PRESENT);
    return Answer.DONE;
  }

  private void put(String name, @Nullable String description, Presence presence) throws Refusal {
    String said = description == null ? "" : description;
    orders.order(new PutNamespace(name, said, presence), "namespace '" + name + "'");
  }

  private Answer remove(Request request) throws Refusal {
    String name = request.name(0);
    orders.order(new RemoveNamespace(name), "namespace '" + name + "'");
    return Answer.DONE;
  }
}
