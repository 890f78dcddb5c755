package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// Requests of any API and version, as Kafka's own schemas have them: well-formed, with values that
/// their names ask for.
final class ValidFrames {
  private static final int UNKNOWN_TAG = 9000;

  private final World world;
  private final Chance chance;
  private final FieldValues values;
  private final int evil;

  /// The id that the structure being filled has named a topic by.
  private Uuid id = Uuid.ZERO_UUID;

  /// @param evil one value in so many is none that a client would send; 0: none
  ValidFrames(World world, Chance chance, int evil) {
    this.world = world;
    this.chance = chance;
    this.evil = evil;
    this.values = new FieldValues(world, chance);
  }

  /// A whole frame, its length first.
  byte[] of(ApiKeys api, short version, int correlation) {
    Struct body = struct(api.messageType.requestSchemas()[version], api.name);
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(api.id)
            .setRequestApiVersion(version)
            .setCorrelationId(correlation)
            .setClientId(isEvil() ? Evil.text(chance) : "fuzz");
    short headerVersion = api.requestHeaderVersion(version);
    if (headerVersion >= 2 && chance.nextInt(8) == 0) {
      header.unknownTaggedFields().add(unknown());
    }
    ObjectSerializationCache cache = new ObjectSerializationCache();
    int bytes = header.size(cache, headerVersion) + body.sizeOf();
    ByteBuffer out = ByteBuffer.allocate(4 + bytes).putInt(bytes);
    header.write(new ByteBufferAccessor(out), cache, headerVersion);
    body.writeTo(out);
    return out.array();
  }

  private boolean isEvil() {
    return evil > 0 && chance.nextInt(evil) == 0;
  }

  private static RawTaggedField unknown() {
    return new RawTaggedField(UNKNOWN_TAG, new byte[] {1, 2, 3});
  }

  private Struct struct(Schema schema, String in) {
    Struct struct = new Struct(schema);
    for (BoundField field : schema.fields()) {
      struct.set(field, value(field.def.type, field.def.name, in));
    }
    return struct;
  }

  private Object value(Type type, String name, String in) {
    if (type instanceof Schema schema) {
      return struct(schema, in);
    }
    if (type instanceof TaggedFields tagged) {
      return tags(tagged, in);
    }
    if (type.arrayElementType().isPresent()) {
      return array(type, name, in);
    }
    return switch (type.toString()) {
      case "BOOLEAN" -> chance.nextInt(2) == 0;
      case "INT8" -> (byte) number(name);
      case "INT16" -> (short) number(name);
      case "INT32" -> (int) number(name);
      case "INT64" -> number(name);
      case "UUID" -> uuid(in);
      case "BYTES", "COMPACT_BYTES" -> ByteBuffer.wrap(new byte[chance.nextInt(30)]);
      case "NULLABLE_RECORDS", "COMPACT_NULLABLE_RECORDS" -> records();
      default -> text(type, name, in);
    };
  }

  private long number(String name) {
    return isEvil() ? Evil.number(chance) : values.number(name);
  }

  private String text(Type type, String name, String in) {
    if (type.isNullable() && name.equals("name") && !id.equals(Uuid.ZERO_UUID)) {
      return null;
    }
    if (isEvil()) {
      return type.isNullable() && chance.nextInt(3) == 0 ? null : Evil.text(chance);
    }
    String text = values.text(name, in);
    return text == null && !type.isNullable() ? "" : text;
  }

  private MemoryRecords records() {
    boolean sound = evil == 0 || chance.nextInt(2) == 0;
    byte[] batch = sound ? Batches.valid(world, chance) : Batches.evil(world, chance);
    return MemoryRecords.readableRecords(ByteBuffer.wrap(batch));
  }

  private Uuid uuid(String in) {
    boolean other = in.equals("DeleteTopics") && chance.nextInt(20) > 0;
    boolean named = (in.equals("Metadata") || in.equals("DeleteTopics")) && chance.nextInt(2) == 0;
    if (named) {
      id = Uuid.ZERO_UUID;
    } else {
      id = other || isEvil() ? new Uuid(7, chance.nextInt(9)) : world.topicId(chance);
    }
    return id;
  }

  private Object[] array(Type type, String name, String in) {
    if (type.isNullable() && (isEvil() || chance.nextInt(6) == 0)) {
      return null;
    }
    int length = chance.nextInt(8) == 0 ? 0 : 1 + chance.nextInt(2);
    if (isEvil()) {
      length = chance.nextInt(3) == 0 ? 40 : 5;
    }
    Type of = type.arrayElementType().orElseThrow();
    String inside = name.equals("configs") || name.equals("protocols") ? name : in;
    Object[] elements = new Object[length];
    for (int i = 0; i < length; i++) {
      boolean again = i > 0 && isEvil();
      elements[i] = again ? elements[i - 1] : value(of, name, inside);
    }
    return elements;
  }

  private Map<Integer, Object> tags(TaggedFields tagged, String in) {
    Map<Integer, Object> tags = new TreeMap<>();
    for (var known : tagged.fields().entrySet()) {
      Field field = known.getValue();
      if (chance.nextInt(4) == 0) {
        tags.put(known.getKey(), value(field.type, field.name, in));
      }
    }
    if (chance.nextInt(20) == 0) {
      tags.put(UNKNOWN_TAG, unknown());
    }
    return tags;
  }
}
