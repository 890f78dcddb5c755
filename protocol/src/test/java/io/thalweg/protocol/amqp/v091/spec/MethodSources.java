package io.thalweg.protocol.amqp.v091.spec;

import io.thalweg.protocol.amqp.v091.spec.Specification.Constant;
import io.thalweg.protocol.amqp.v091.spec.Specification.Field;
import io.thalweg.protocol.amqp.v091.spec.Specification.Method;
import io.thalweg.protocol.amqp.v091.spec.Specification.MethodClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Makes the Java sources that follow from the specification: an interface for each class of
/// methods, the reply codes, and the properties of a message. Their layout is the formatter's.
final class MethodSources {
  private static final String NOTICE =
      """
      // Made by MethodSources (in this module's tests) from RabbitMQ's amqp-rabbitmq-0.9.1.json:
      // Copyright (C) 2008-2020 VMware, Inc. or its affiliates, under the MIT license that stands
      // in it, in src/test/resources/amqp. Not to be changed by hand.

      """;

  private MethodSources() {}

  /// Sources by their file, from the package `v091` on.
  static Map<String, String> of(Specification specification) {
    Map<String, String> sources = new TreeMap<>();
    for (MethodClass methods : specification.classes()) {
      sources.put("method/" + interfaceName(methods) + ".java", methodClass(methods));
      if (!methods.properties().isEmpty()) {
        sources.put("wire/Property.java", properties(methods));
      }
    }
    sources.put("wire/ReplyCode.java", replyCodes(specification.constants()));
    return sources;
  }

  static String interfaceName(MethodClass methods) {
    return pascal(methods.name()) + "Method";
  }

  private static String methodClass(MethodClass methods) {
    String name = interfaceName(methods);
    StringBuilder out = new StringBuilder(NOTICE);
    out.append("package io.thalweg.protocol.amqp.v091.method;\n\n");
    imports(out, methods);
    out.append("/// The methods of class `%s`.\n".formatted(methods.name()));
    out.append("public sealed interface %s extends Method {\n".formatted(name));
    out.append("/// The number of the class.\nint CLASS = %d;\n\n".formatted(methods.id()));
    out.append("/// Reads the arguments of a method of this class; null if it has no such.\n");
    out.append("static @Nullable %s read(int key, ArgumentReader in) {\n".formatted(name));
    out.append("return switch (key) {\n");
    for (Method method : methods.methods()) {
      String record = pascal(method.name());
      String reading = method.arguments().isEmpty() ? "new %s()" : "%s.read(in)";
      out.append(("case %s.KEY -> " + reading + ";\n").formatted(record, record));
    }
    out.append("default -> null;\n};\n}\n\n");
    out.append("@Override\ndefault int key() {\nreturn switch (this) {\n");
    for (Method method : methods.methods()) {
      out.append("case %1$s _ -> %1$s.KEY;\n".formatted(pascal(method.name())));
    }
    out.append("};\n}\n");
    methods.methods().forEach(method -> method(out, methods, method));
    return out.append("}\n").toString();
  }

  private static void imports(StringBuilder out, MethodClass methods) {
    String fields =
        methods.methods().stream()
            .flatMap(method -> method.arguments().stream())
            .map(Field::type)
            .collect(Collectors.joining(" "));
    if (fields.contains("longstr")) {
      out.append("import io.thalweg.core.base.Opaque;\n");
    }
    String wire = "import io.thalweg.protocol.amqp.v091.wire.%s;\n";
    out.append(wire.formatted("ArgumentReader")).append(wire.formatted("ArgumentSink"));
    if (fields.contains("table")) {
      out.append(wire.formatted("FieldTable"));
    }
    out.append("import org.jspecify.annotations.Nullable;\n\n");
  }

  private static void method(StringBuilder out, MethodClass methods, Method method) {
    String record = pascal(method.name());
    String fields =
        method.arguments().stream()
            .map(field -> javaType(field) + " " + camel(field.name()))
            .collect(Collectors.joining(", "));
    out.append("\n/// `%s.%s`\n".formatted(methods.name(), method.name()));
    out.append("record %s(%s) implements ".formatted(record, fields));
    out.append(interfaceName(methods)).append(" {\n");
    out.append("public static final int KEY = CLASS << 16 | %d;\n\n".formatted(method.id()));
    if (!method.arguments().isEmpty()) {
      String reads =
          method.arguments().stream()
              .map(field -> "in." + call(field) + "()")
              .collect(Collectors.joining(", "));
      out.append("static %s read(ArgumentReader in) {\n".formatted(record));
      out.append("return new %s(%s);\n}\n\n".formatted(record, reads));
    }
    out.append("@Override\npublic void writeTo(ArgumentSink out) {");
    for (Field field : method.arguments()) {
      out.append("\nout.%s(%s);".formatted(call(field), camel(field.name())));
    }
    out.append(method.arguments().isEmpty() ? "}\n}\n" : "\n}\n}\n");
  }

  private static String javaType(Field field) {
    return switch (field.type()) {
      case "octet", "short" -> "int";
      case "long", "longlong", "timestamp" -> "long";
      case "bit" -> "boolean";
      case "shortstr" -> "String";
      case "longstr" -> "Opaque";
      case "table" -> "FieldTable";
      default -> throw new IllegalArgumentException(field.toString());
    };
  }

  private static String call(Field field) {
    return switch (field.type()) {
      case "octet" -> "octet";
      case "short" -> "uint16";
      case "long" -> "uint32";
      case "longlong", "timestamp" -> "int64";
      case "bit" -> "bit";
      case "shortstr" -> "shortString";
      case "longstr" -> "longString";
      case "table" -> "table";
      default -> throw new IllegalArgumentException(field.toString());
    };
  }

  private static String replyCodes(List<Constant> constants) {
    StringBuilder out = new StringBuilder(NOTICE);
    out.append("package io.thalweg.protocol.amqp.v091.wire;\n\n");
    out.append("/// Why a method was refused, or a channel or connection is closed.\n");
    out.append("public enum ReplyCode {\n");
    String codes =
        constants.stream()
            .filter(constant -> !constant.kind().isEmpty())
            .map(MethodSources::replyCode)
            .collect(Collectors.joining(",\n"));
    return out.append(codes)
        .append(
            """
            ;

              private final int number;
              private final boolean hard;

              ReplyCode(int number, boolean hard) {
                this.number = number;
                this.hard = hard;
              }

              /// Its number on the wire.
              public int number() {
                return number;
              }

              /// Whether it ends the connection; otherwise the channel.
              public boolean hard() {
                return hard;
              }
            }
            """)
        .toString();
  }

  private static String replyCode(Constant constant) {
    boolean hard = constant.kind().equals("hard-error");
    return "%s(%d, %s)".formatted(upper(constant.name()), constant.value(), hard);
  }

  private static String properties(MethodClass methods) {
    StringBuilder out = new StringBuilder(NOTICE);
    out.append("package io.thalweg.protocol.amqp.v091.wire;\n\n");
    out.append("/// The properties of a message, in the order in which they lie encoded.\n");
    out.append("public enum Property {\n");
    List<String> names = new ArrayList<>();
    for (Field field : methods.properties()) {
      int place = names.size();
      names.add("%s(%d, Type.%s)".formatted(upper(field.name()), place, propertyType(field)));
    }
    return out.append(String.join(",\n", names))
        .append(
            """
            ;

              /// What a property's value is made of.
              enum Type {
                OCTET,
                SHORT_STRING,
                TIMESTAMP,
                TABLE
              }

              private final int place;
              private final Type type;

              Property(int place, Type type) {
                this.place = place;
                this.type = type;
              }

              /// How many there are before it.
              int place() {
                return place;
              }

              Type type() {
                return type;
              }

              /// The bit that says that it is there.
              int flag() {
                return 1 << (15 - place);
              }
            }
            """)
        .toString();
  }

  private static String propertyType(Field field) {
    return switch (field.type()) {
      case "octet" -> "OCTET";
      case "shortstr" -> "SHORT_STRING";
      case "timestamp" -> "TIMESTAMP";
      case "table" -> "TABLE";
      default -> throw new IllegalArgumentException(field.toString());
    };
  }

  static String pascal(String name) {
    return Arrays.stream(name.split("-"))
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  private static String camel(String name) {
    String pascal = pascal(name);
    return pascal.substring(0, 1).toLowerCase(Locale.ROOT) + pascal.substring(1);
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
