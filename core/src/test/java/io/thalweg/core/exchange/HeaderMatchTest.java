package io.thalweg.core.exchange;

import static io.thalweg.core.exchange.ExchangeScenario.opaque;
import static io.thalweg.core.exchange.ExchangeScenario.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.exchange.HeaderValue.Flag;
import io.thalweg.core.exchange.HeaderValue.Nothing;
import io.thalweg.core.exchange.HeaderValue.Real;
import io.thalweg.core.exchange.HeaderValue.Structure;
import io.thalweg.core.exchange.HeaderValue.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What bindings of headers exchanges ask for, by RabbitMQ's `rabbit_exchange_type_headers`.
class HeaderMatchTest {
  private static final Map<String, HeaderValue> NONE = Map.of();

  private static boolean matches(
      String mode, Map<String, HeaderValue> asked, Map<String, HeaderValue> given) {
    Map<String, HeaderValue> arguments = new TreeMap<>(asked);
    if (!mode.isEmpty()) {
      arguments.put("x-match", text(mode));
    }
    return HeaderMatch.of(arguments).isMetBy(given::get);
  }

  @Test
  void allAndAny() {
    Map<String, HeaderValue> asked = Map.of("a", text("1"), "b", text("2"));
    Map<String, HeaderValue> one = Map.of("a", text("1"), "b", text("3"));
    Map<String, HeaderValue> more = Map.of("a", text("1"), "b", text("2"), "c", text("3"));
    for (String all : List.of("", "all", "all-with-x")) {
      assertThat(matches(all, asked, more)).isTrue();
      assertThat(matches(all, asked, one)).isFalse();
      assertThat(matches(all, asked, Map.of("a", text("1")))).isFalse();
      assertThat(matches(all, asked, NONE)).isFalse();
      assertThat(matches(all, NONE, NONE)).isTrue();
      assertThat(matches(all, NONE, one)).isTrue();
    }
    for (String any : List.of("any", "any-with-x")) {
      assertThat(matches(any, asked, more)).isTrue();
      assertThat(matches(any, asked, one)).isTrue();
      assertThat(matches(any, asked, Map.of("a", text("2")))).isFalse();
      assertThat(matches(any, asked, NONE)).isFalse();
      assertThat(matches(any, NONE, one)).as("none of no terms").isFalse();
    }
  }

  @Test
  void specialNamesCountOnlyIfAskedTo() {
    Map<String, HeaderValue> asked = Map.of("x-a", text("1"));
    Map<String, HeaderValue> other = Map.of("x-a", text("2"), "x-match", text("all"));
    assertThat(matches("all", asked, other)).isTrue();
    assertThat(matches("all-with-x", asked, other)).isFalse();
    assertThat(matches("all-with-x", asked, asked)).isTrue();
    assertThat(matches("any", asked, asked)).isFalse();
    assertThat(matches("any-with-x", asked, asked)).isTrue();
    assertThat(matches("any-with-x", asked, other)).isFalse();
    assertThat(matches("all", Map.of("X-a", text("1")), other)).as("x is small").isFalse();
  }

  @Test
  void anotherModeIsNone() {
    assertThat(HeaderMatch.of(Map.of("x-match", text("some")))).isNull();
    assertThat(HeaderMatch.of(Map.of("x-match", text("")))).isNull();
    assertThat(HeaderMatch.of(Map.of("x-match", text("any-with")))).isNull();
    assertThat(HeaderMatch.of(Map.of("x-match", new Whole(1)))).isNull();
    assertThat(HeaderMatch.of(Map.of("x-match", new Nothing()))).isNull();
  }

  @Test
  void valuesAreComparedByWhatTheyAreWorth() {
    List<HeaderValue> apart =
        List.of(
            new Whole(0),
            new Whole(1),
            new Whole(Long.MAX_VALUE),
            new Real(0.5),
            new Real(0x1p63),
            new Flag(true),
            new Flag(false),
            text("1"),
            text(""),
            new Structure(opaque("1")),
            new Structure(opaque("2")));
    for (HeaderValue asked : apart) {
      List<HeaderValue> met = new ArrayList<>(apart);
      met.removeIf(given -> !asked.isMetBy(given));
      assertThat(met).containsExactly(asked);
    }
    assertThat(new Whole(1).isMetBy(new Real(1.0))).isTrue();
    assertThat(new Real(1.0).isMetBy(new Whole(1))).isTrue();
    assertThat(new Real(1.5).isMetBy(new Whole(1))).isFalse();
    assertThat(new Real(0.0).isMetBy(new Real(-0.0))).isTrue();
    assertThat(new Real(0x1p53).isMetBy(new Whole((1L << 53) + 1))).isFalse();
    assertThat(new Whole(Long.MIN_VALUE).isMetBy(new Real(-0x1p63))).isTrue();
    assertThat(new Real(Double.NaN).isMetBy(new Whole(0))).isFalse();
  }

  @Test
  void nothingAsksForPresence() {
    Map<String, HeaderValue> present = Map.of("a", new Nothing());
    assertThat(matches("all", present, Map.of("a", text("whatever")))).isTrue();
    assertThat(matches("all", present, Map.of("a", new Nothing()))).isTrue();
    assertThat(matches("any", present, Map.of("b", text("whatever")))).isFalse();
    assertThat(matches("all", Map.of("a", text("")), present))
        .as("what is asked for is not nothing")
        .isFalse();
  }
}
