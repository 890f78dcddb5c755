package io.thalweg.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.core.access.AccessCommand.ClearPermission;
import io.thalweg.core.access.AccessCommand.SetPermission;
import io.thalweg.core.access.DurableAccess;
import io.thalweg.core.access.NamePattern;
import io.thalweg.core.access.Namespace;
import io.thalweg.core.access.Permission;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/admin/v1/permissions`: those of all, or by `?namespace=` and `?user=`; one stands below the
/// names of its namespace and user.
final class PermissionsResource implements Resource {
  private final DurableAccess access;
  private final Orders orders;

  PermissionsResource(DurableAccess access, Orders orders) {
    this.access = access;
    this.orders = orders;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "permissions", this::list),
        Route.of("GET", "permissions/*/*", this::get),
        Route.of("PUT", "permissions/*/*", this::set),
        Route.of("DELETE", "permissions/*/*", this::clear));
  }

  private Answer list(Request request) throws Refusal {
    String user = request.query("user");
    String wanted = request.query("namespace");
    Map<Long, String> names = new HashMap<>();
    if (wanted == null) {
      access.namespaces().forEach(each -> names.put(each.id(), each.name()));
    } else {
      names.put(NamespacesResource.find(access, wanted).id(), wanted);
    }
    if (user != null && access.user(user) == null) {
      throw Refusal.missing("user", user, "/admin/v1/users");
    }
    return Answer.of(
        json -> {
          json.writeStartArray();
          for (Permission each : access.permissions()) {
            String namespace = names.get(each.namespace());
            if (namespace != null && (user == null || user.equals(each.user()))) {
              write(each, namespace, json);
            }
          }
          json.writeEndArray();
        });
  }

  private static void write(Permission permission, String namespace, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("namespace", namespace);
    json.writeStringField("user", permission.user());
    json.writeStringField("configure", permission.configure());
    json.writeStringField("write", permission.write());
    json.writeStringField("read", permission.read());
    json.writeEndObject();
  }

  private Answer get(Request request) throws Refusal {
    Namespace namespace = NamespacesResource.find(access, request.name(0));
    Permission found = access.permission(request.name(1), namespace.id());
    if (found == null) {
      throw Refusal.missing(
          "permission", request.name(1) + "' in '" + request.name(0), "/admin/v1/permissions");
    }
    return Answer.of(json -> write(found, namespace.name(), json));
  }

  private Answer set(Request request) throws Refusal {
    Fields fields = request.fields("configure", "write", "read");
    String configure = pattern("configure", fields.textOrNull("configure"));
    String write = pattern("write", fields.textOrNull("write"));
    String read = pattern("read", fields.textOrNull("read"));
    String namespace = request.name(0);
    String user = request.name(1);
    orders.order(
        new SetPermission(user, namespace, configure, write, read), subject(user, namespace));
    return Answer.DONE;
  }

  /// What is not said is not permitted.
  private static String pattern(String field, @Nullable String text) throws Refusal {
    String pattern = text == null ? "" : text;
    String problem = NamePattern.problem(pattern);
    if (problem != null) {
      throw Refusal.invalid("a regular expression in '" + field + "'", "it is none: " + problem);
    }
    return pattern;
  }

  private static String subject(String user, String namespace) {
    return "user '" + user + "' in namespace '" + namespace + "'";
  }

  private Answer clear(Request request) throws Refusal {
    String namespace = request.name(0);
    String user = request.name(1);
    orders.order(new ClearPermission(user, namespace), subject(user, namespace));
    return Answer.DONE;
  }
}
