package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.access.AccessDirectory;
import io.thalweg.core.access.Namespace;
import io.thalweg.core.access.Permission;
import io.thalweg.core.access.User;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// What a connection's user may do in its vhost (rabbitmq.com/docs/access-control). Decided anew
/// whenever the directory has changed, else remembered for the names that were met lately.
public final class Rights {
  /// What may be done to an exchange or a queue.
  enum Act {
    CONFIGURE,
    WRITE,
    READ
  }

  private static final int REMEMBERED = 256;

  /// The name that permissions know the default exchange by.
  private static final String DEFAULT_EXCHANGE = "amq.default";

  /// What is allowed if nothing is said.
  private static final Pattern NOTHING = Pattern.compile("^$");

  private static final Pattern NEVER = Pattern.compile("(?!)");

  private final AccessDirectory directory;
  private final User user;
  private final Namespace namespace;
  private final Map<Act, Pattern> patterns = new EnumMap<>(Act.class);
  private final Map<Act, Map<String, Boolean>> decided = new EnumMap<>(Act.class);
  private long version = -1;

  public Rights(AccessDirectory directory, User user, Namespace namespace) {
    this.directory = directory;
    this.user = user;
    this.namespace = namespace;
    for (Act act : Act.values()) {
      decided.put(act, new HashMap<>());
    }
  }

  String user() {
    return user.name();
  }

  /// Whether the user may name others as those who publish.
  boolean mayImpersonate() {
    return user.tags().contains("impersonator");
  }

  /// Id of the vhost.
  long namespace() {
    return namespace.id();
  }

  /// The exchange, in the words of errors.
  String exchange(String name) {
    return "exchange '" + name + "' in vhost '" + namespace.name() + "'";
  }

  /// The queue, in the words of errors.
  String queue(String name) {
    return "queue '" + name + "' in vhost '" + namespace.name() + "'";
  }

  /// @throws AmqpException 403 if it is not allowed
  void checkExchange(Act act, String name) {
    if (!may(act, name.isEmpty() ? DEFAULT_EXCHANGE : name)) {
      throw refused(act, exchange(name));
    }
  }

  /// @throws AmqpException 403 if it is not allowed
  void checkQueue(Act act, String name) {
    if (!may(act, name)) {
      throw refused(act, queue(name));
    }
  }

  private AmqpException refused(Act act, String to) {
    String how = act.name().toLowerCase(java.util.Locale.ROOT);
    return new AmqpException(
        ReplyCode.ACCESS_REFUSED,
        how + " access to " + to + " refused for user '" + user.name() + "'");
  }

  private boolean may(Act act, String name) {
    if (version != directory.version()) {
      compile();
    }
    Map<String, Boolean> known = decided.getOrDefault(act, Map.of());
    Boolean may = known.get(name);
    if (may == null) {
      may = patterns.getOrDefault(act, NEVER).matcher(name).find();
      if (known.size() >= REMEMBERED) {
        known.clear();
      }
      known.put(name, may);
    }
    return may;
  }

  private void compile() {
    version = directory.version();
    decided.values().forEach(Map::clear);
    Permission permission = directory.permission(user.name(), namespace.id());
    patterns.put(Act.CONFIGURE, pattern(permission == null ? null : permission.configure()));
    patterns.put(Act.WRITE, pattern(permission == null ? null : permission.write()));
    patterns.put(Act.READ, pattern(permission == null ? null : permission.read()));
  }

  private static Pattern pattern(@Nullable String expression) {
    if (expression == null) {
      return NEVER;
    }
    try {
      return expression.isEmpty() ? NOTHING : Pattern.compile(expression);
    } catch (PatternSyntaxException _) {
      return NEVER;
    }
  }
}
