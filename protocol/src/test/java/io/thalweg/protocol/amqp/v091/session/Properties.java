package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.Property;
import java.util.ArrayList;
import java.util.List;

/// Properties as tests tell them: `{type=x headers={a=1}}`.
final class Properties {
  private Properties() {}

  static String shown(BasicProperties properties) {
    List<String> all = new ArrayList<>();
    for (Property each : Property.values()) {
      if (properties.has(each)) {
        all.add(each.name().toLowerCase(java.util.Locale.ROOT) + "=" + value(properties, each));
      }
    }
    return all.isEmpty() ? "" : "{" + String.join(" ", all) + "}";
  }

  private static Object value(BasicProperties properties, Property property) {
    return switch (property) {
      case HEADERS -> properties.headers();
      case DELIVERY_MODE -> properties.deliveryMode();
      case PRIORITY -> properties.priority();
      case TIMESTAMP -> properties.timestamp();
      default -> String.valueOf(properties.text(property));
    };
  }
}
