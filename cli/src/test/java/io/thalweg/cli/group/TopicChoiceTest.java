package io.thalweg.cli.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TopicChoiceTest {
  @Test
  void aTopicOrSomeOfIt() {
    assertThat(TopicChoice.parse("orders")).isEqualTo(new TopicChoice("orders", List.of()));
    assertThat(TopicChoice.parse("orders:2,0,2"))
        .isEqualTo(new TopicChoice("orders", List.of(0, 2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", ":1", "orders:", "orders:a", "orders:-1", "orders:1,", "o:9999999999"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> TopicChoice.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("TOPIC:0,1,2");
  }
}
