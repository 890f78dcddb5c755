package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.method.ConnectionMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Every method of AMQP 0-9-1, also those that only brokers send, with arguments by chance.
final class AnyMethod {
  /// By their keys, the names that the specification has: `basic.publish`.
  static final Map<Integer, String> NAMES = new LinkedHashMap<>();

  private static final int OCTET = 0xff;
  private static final int UINT16 = 0xffff;
  private static final List<Class<?>> ALL = new ArrayList<>();

  static {
    try {
      for (Class<?> group : Method.class.getPermittedSubclasses()) {
        for (Class<?> each : group.getPermittedSubclasses()) {
          ALL.add(each);
          String name = group.getSimpleName().replace("Method", "") + "." + each.getSimpleName();
          String dashed = name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
          NAMES.put(each.getField("KEY").getInt(null), dashed);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private AnyMethod() {}

  static Method of(Chance chance) {
    Class<?> type = ALL.get(chance.nextInt(ALL.size()));
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      arguments[i] = argument(type, components[i].getType(), chance);
    }
    return made(type, arguments);
  }

  /// `method` with another value of one of its arguments.
  static Method like(Method method, Chance chance) {
    RecordComponent[] components = method.getClass().getRecordComponents();
    if (components.length == 0) {
      return of(chance);
    }
    Object[] arguments = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        arguments[i] = components[i].getAccessor().invoke(method);
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("expected a record", e);
    }
    int at = chance.nextInt(components.length);
    arguments[at] = argument(method.getClass(), components[at].getType(), chance);
    return made(method.getClass(), arguments);
  }

  private static Method made(Class<?> type, Object[] arguments) {
    try {
      for (Constructor<?> each : type.getDeclaredConstructors()) {
        if (each.getParameterCount() == arguments.length) {
          return (Method) each.newInstance(arguments);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("expected a record", e);
    }
    throw new LinkageError("expected a constructor of " + type);
  }

  private static Object argument(Class<?> method, Class<?> type, Chance chance) {
    if (type == int.class) {
      int most = method == ConnectionMethod.Start.class ? OCTET : UINT16;
      return chance.nextInt(2) == 0 ? chance.nextInt(4) : (int) Evil.number(chance) & most;
    } else if (type == long.class) {
      return chance.nextInt(2) == 0 ? chance.nextInt(4) : Evil.number(chance) & 0xffff_ffffL;
    } else if (type == boolean.class) {
      return chance.nextInt(2) == 0;
    } else if (type == String.class) {
      return AmqpRecordings.name(chance);
    } else if (type == Opaque.class) {
      return new Opaque(new byte[chance.nextInt(40)]);
    } else if (type == FieldTable.class) {
      return AmqpTables.any(chance);
    }
    throw new LinkageError("expected another argument than a " + type);
  }
}
