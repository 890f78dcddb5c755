package io.thalweg.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
  @ParameterizedTest
  @CsvSource({
    "-1,-",
    "0,0B",
    "1023,1023B",
    "1024,1.0KiB",
    "1536,1.5KiB",
    "1048575,1.0MiB",
    "10737418240,10.0GiB",
    "9223372036854775807,8388608.0TiB"
  })
  void bytes(long bytes, String shown) {
    assertThat(Shown.bytes(bytes)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "1000000,0s ago",
    "881000,119s ago",
    "880000,2m ago",
    "-1,-",
    "1000001,-0s",
    "1300000,-5m"
  })
  void ages(long millis, String shown) {
    assertThat(Shown.age(millis, 1_000_000)).isEqualTo(shown);
  }

  @Test
  void longAges() {
    long hour = 3_600_000;
    assertThat(Shown.age(0, 2 * hour)).isEqualTo("2h ago");
    assertThat(Shown.age(0, 47 * hour)).isEqualTo("47h ago");
    assertThat(Shown.age(0, 48 * hour)).isEqualTo("2d ago");
  }

  @Test
  void numbers() {
    assertThat(Shown.number(null)).isEqualTo("-");
    assertThat(Shown.number(7L)).isEqualTo("7");
    assertThat(Shown.count(1, "event")).isEqualTo("1 event");
    assertThat(Shown.count(0, "event")).isEqualTo("0 events");
  }
}
