package io.thalweg.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.core.access.AccessCommand.Presence;
import io.thalweg.core.access.AccessCommand.PutUser;
import io.thalweg.core.access.AccessCommand.RemoveUser;
import io.thalweg.core.access.AccessDirectory;
import io.thalweg.core.access.PasswordHash;
import io.thalweg.core.access.User;
import io.thalweg.server.access.Passwords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/admin/v1/users`. Of a password, it tells only whether there is one.
final class UsersResource implements Resource {
  private final AccessDirectory access;
  private final Passwords passwords;
  private final Orders orders;

  UsersResource(AccessDirectory access, Passwords passwords, Orders orders) {
    this.access = access;
    this.passwords = passwords;
    this.orders = orders;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "users", _ -> list()),
        Route.of("POST", "users", this::add),
        Route.of("GET", "users/*", this::get),
        Route.of("PATCH", "users/*", this::change),
        Route.of("DELETE", "users/*", this::remove));
  }

  private Answer list() {
    return Answer.of(
        json -> {
          json.writeStartArray();
          for (User each : access.users()) {
            write(each, json);
          }
          json.writeEndArray();
        });
  }

  private static void write(User user, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", user.name());
    json.writeArrayFieldStart("tags");
    for (String tag : user.tags()) {
      json.writeString(tag);
    }
    json.writeEndArray();
    json.writeBooleanField("password", user.salt().length() > 0);
    json.writeEndObject();
  }

  private Answer get(Request request) throws Refusal {
    User found = access.user(request.name(0));
    if (found == null) {
      throw Refusal.missing("user", request.name(0), "/admin/v1/users");
    }
    return Answer.of(json -> write(found, json));
  }

  private Answer add(Request request) throws Refusal {
    Fields fields = request.fields("name", "password", "tags");
    put(fields.text("name"), Presence.ABSENT, fields);
    return Answer.MADE;
  }

  private Answer change(Request request) throws Refusal {
    put(request.name(0), Presence.PRESENT, request.fields("password", "tags"));
    return Answer.DONE;
  }

  private void put(String name, Presence presence, Fields fields) throws Refusal {
    PasswordHash password = password(fields.textOrNull("password"));
    List<String> tags = fields.textsOrNull("tags");
    orders.order(new PutUser(name, presence, password, tags), "user '" + name + "'");
  }

  /// An empty one lets nobody in.
  private @Nullable PasswordHash password(@Nullable String text) throws Refusal {
    if (text == null) {
      return null;
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Passwords.MAX_BYTES || text.chars().anyMatch(Character::isISOControl)) {
      throw Refusal.invalid(
          "a password of at most "
              + Passwords.MAX_BYTES
              + " bytes of UTF-8 without control characters",
          "that is another");
    }
    return text.isEmpty() ? PasswordHash.NONE : passwords.hash(text);
  }

  private Answer remove(Request request) throws Refusal {
    String name = request.name(0);
    orders.order(new RemoveUser(name), "user '" + name + "'");
    return Answer.DONE;
  }
}
