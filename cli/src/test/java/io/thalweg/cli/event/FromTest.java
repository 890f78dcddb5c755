package io.thalweg.cli.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class FromTest {
  private static final long NOW = Instant.parse("2026-01-31T12:00:00Z").toEpochMilli();
  private static final ZoneId ZONE = ZoneId.of("+01:00");

  @Test
  void places() {
    assertThat(parse("beginning")).isEqualTo(new From.Beginning());
    assertThat(parse("end")).isEqualTo(new From.End());
    assertThat(parse("42")).isEqualTo(new From.Offset(42));
    assertThat(parse("-10")).isEqualTo(new From.Last(10));
  }

  @ParameterizedTest
  @CsvSource({
    "15m,2026-01-31T11:45:00Z",
    "15m ago,2026-01-31T11:45:00Z",
    "2h,2026-01-31T10:00:00Z",
    "2026-01-30,2026-01-29T23:00:00Z",
    "2026-01-30T08:00,2026-01-30T07:00:00Z",
    "2026-01-30T08:00:05Z,2026-01-30T08:00:05Z",
    "2026-01-30T08:00:00+02:00,2026-01-30T06:00:00Z",
    "@1769774400000,2026-01-30T12:00:00Z"
  })
  void times(String text, String instant) {
    assertThat(parse(text)).isEqualTo(new From.Time(Instant.parse(instant).toEpochMilli()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "-x", "1.5", "2026-13-01", "@x"})
  void anythingElseIsRefusedWithExamples(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("beginning, end, an offset");
  }

  private static From parse(String text) {
    return From.parse(text, NOW, ZONE);
  }
}
