package io.thalweg.cli.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PayloadTest {
  @Test
  void eachValueBeginsWithItsNumber() {
    Payload payload = new Payload(40);
    assertThat(text(payload)).matches("000000000000001[a-z]{25}");
    assertThat(text(payload)).matches("000000000000002[a-z]{25}");
  }

  @Test
  void smallOnesHaveTheLastDigits() {
    Payload payload = new Payload(2);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      seen.add(text(payload));
    }
    assertThat(seen).hasSize(100).contains("00", "01", "99");
  }

  @Test
  void lettersEndNowhere() {
    Payload payload = new Payload(1_000_000);
    for (int i = 0; i < 3; i++) {
      assertThat(text(payload)).matches("\\d{15}[a-z]{999985}");
    }
  }

  private static String text(Payload payload) {
    return new String(payload.next(), US_ASCII);
  }

  @Test
  void sizesHaveUnits() {
    assertThat(new EventSize().convert("200")).isEqualTo(200);
    assertThat(new EventSize().convert("1kB")).isEqualTo(1000);
    assertThat(new EventSize().convert("64KiB")).isEqualTo(65_536);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "33MiB", "much", "1 parsec"})
  void sizesHaveBounds(String text) {
    assertThatThrownBy(() -> new EventSize().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining(text);
  }

  @Test
  void ratesMayBeFractions() {
    assertThat(new Rate().convert("0.5")).isEqualTo(0.5);
    assertThat(new Rate().convert("10000")).isEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "fast", "1e9"})
  void ratesHaveBounds(String text) {
    assertThatThrownBy(() -> new Rate().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("events per second");
  }
}
