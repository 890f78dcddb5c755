package io.thalweg.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1048588,1048588",
    "64MiB,67108864",
    "10 MB,10000000",
    "1GiB,1073741824",
    "7B,7"
  })
  void readsSizes(String text, long bytes) throws Kind.BadValue {
    assertThat(Quantity.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1500,1500", "30s,30000", "7d,604800000", "5 ms,5", "2h,7200000", "1m,60000"})
  void readsDurations(String text, long millis) throws Kind.BadValue {
    assertThat(Quantity.millis(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1.5MiB",
        "64M",
        "MiB",
        "1 MiB x",
        "99999999999999999999",
        "9223372036854775807KiB"
      })
  void refusesOtherSizes(String text) {
    assertThatThrownBy(() -> Quantity.bytes(text)).isInstanceOf(Kind.BadValue.class);
  }

  @Test
  void showsTheLargestUnitThatFits() {
    assertThat(Quantity.showBytes(64 << 20)).isEqualTo("64MiB");
    assertThat(Quantity.showBytes(1_048_588)).isEqualTo("1048588");
    assertThat(Quantity.showMillis(90_000)).isEqualTo("90s");
    assertThat(Quantity.showMillis(0)).isEqualTo("0");
  }
}
