package io.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
  private static final long NOW = Instant.parse("2026-01-31T12:00:00Z").toEpochMilli();
  private static final ZoneId ZONE = ZoneId.of("+01:00");

  @ParameterizedTest
  @CsvSource({
    "15m,2026-01-31T11:45:00Z",
    "1h ago,2026-01-31T11:00:00Z",
    "2026-01-30,2026-01-29T23:00:00Z",
    "2026-01-30T08:00,2026-01-30T07:00:00Z",
    "2026-01-30T08:00:05Z,2026-01-30T08:00:05Z",
    "2026-01-30T08:00:00+02:00,2026-01-30T06:00:00Z",
    "@1769774400000,2026-01-30T12:00:00Z"
  })
  void times(String text, String instant) {
    assertThat(Moment.parse(text, NOW, ZONE)).hasValue(Instant.parse(instant).toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "ago", " ago", "2026-01-30 ago", "2026-13-01", "@x"})
  void anythingElseIsNone(String text) {
    assertThat(Moment.parse(text, NOW, ZONE)).isEmpty();
  }
}
