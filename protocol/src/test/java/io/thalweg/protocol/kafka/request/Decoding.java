package io.thalweg.protocol.kafka.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Chance;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.jspecify.annotations.Nullable;

/// Holds what reads a request by hand against Kafka's own message: what is valid has the same
/// content, and what is not is refused.
public final class Decoding {
  private static final int MUTATIONS = 100;
  private static final int LONGEST_CUT_EVERYWHERE = 2_000;

  /// Equal hash codes among them.
  private static final List<String> NAMES =
      List.of("", "a", "Aa", "BB", "AaAa", "BBBB", "AaBB", "events", "ä€𝄞", "x".repeat(200));

  private final Chance chance;
  private final ApiKeys api;
  private final short version;

  /// Chooses by `seed`.
  public Decoding(ApiKeys api, short version, long seed) {
    this.api = api;
    this.version = version;
    this.chance = new Chance(seed);
  }

  /// Has every version of `api` checked several times, by content that is chosen anew.
  public static void everyVersion(ApiKeys api, Consumer<Decoding> check) {
    for (short version = api.oldestVersion(); version <= api.latestVersion(); version++) {
      for (int seed = 0; seed < 20; seed++) {
        check.accept(new Decoding(api, version, seed));
      }
    }
  }

  public short version() {
    return version;
  }

  public int number() {
    return switch (chance.nextInt(4)) {
      case 0 -> -1;
      case 1 -> chance.nextInt(100);
      default -> (int) chance.nextLong();
    };
  }

  public boolean yes() {
    return chance.nextInt(2) == 0;
  }

  public byte[] bytes() {
    byte[] bytes = new byte[chance.nextInt(20)];
    Arrays.fill(bytes, (byte) number());
    return bytes;
  }

  /// Few names, so that many are equal.
  public String name() {
    return NAMES.get(chance.nextInt(NAMES.size()));
  }

  public @Nullable String nameOrNull() {
    return chance.nextInt(3) == 0 ? null : name();
  }

  /// None or some.
  public <T> List<T> some(Supplier<T> each) {
    List<T> some = new ArrayList<>();
    for (int left = chance.nextInt(5); left > 0; left--) {
      some.add(each.get());
    }
    return some;
  }

  /// `message`, at times with tagged fields that nobody knows.
  public <M extends Message> M tagged(M message) {
    if (RequestHeader.isFlexible(api, version) && yes()) {
      message.unknownTaggedFields().add(new RawTaggedField(3, bytes()));
      message.unknownTaggedFields().add(new RawTaggedField(1000, bytes()));
    }
    return message;
  }

  /// Holds `ours` against `kafkas` for `message`, whole, cut short, and with other bytes in it.
  public <T> void check(
      ApiMessage message, Function<RequestFields, T> ours, Function<Readable, T> kafkas) {
    byte[] bytes = bytes(message);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    assertThat(ours.apply(new RequestFields(in, api, version)))
        .as("%s version %d", api, version)
        .isEqualTo(kafkas.apply(new FieldLimit(ByteBuffer.wrap(bytes))));
    assertThat(in.remaining()).as("bytes left in version %d", version).isZero();
    int step = bytes.length > LONGEST_CUT_EVERYWHERE ? 97 : 1;
    for (int length = 0; length < bytes.length; length += step) {
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      assertThatThrownBy(() -> ours.apply(new RequestFields(cut, api, version)))
          .as("cut at %d of %d in version %d", length, bytes.length, version)
          .isInstanceOf(RuntimeException.class);
    }
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] other = bytes.clone();
      other[chance.nextInt(other.length)] = (byte) chance.nextLong();
      assertThat(outcome(() -> ours.apply(new RequestFields(ByteBuffer.wrap(other), api, version))))
          .as("version %d: %s", version, Arrays.toString(other))
          .isEqualTo(outcome(() -> kafkas.apply(new FieldLimit(ByteBuffer.wrap(other)))));
    }
  }

  private byte[] bytes(ApiMessage message) {
    ByteBuffer buffer = MessageUtil.toByteBufferAccessor(message, version).buffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static Object outcome(Supplier<?> decoding) {
    try {
      return decoding.get();
    } catch (RuntimeException e) {
      return "refused";
    }
  }
}
