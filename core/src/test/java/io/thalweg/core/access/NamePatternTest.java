package io.thalweg.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which names a pattern finds, and which patterns are none.
class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    ".*, orders, true",
    ".*, '', true",
    "'', '', true",
    "'', orders, false",
    "^$, '', true",
    "^$, orders, false",
    "der, orders, true",
    "^der, orders, false",
    "^orders$, orders, true",
    "^orders$, orders2, false",
    "'^(a|b)-[0-9]{1,3}$', b-42, true",
    "'^(?!amq\\.).*', amq.topic, false",
    "'^(?!amq\\.).*', orders, true",
    "'^amq\\.gen', amq.gen-x, true",
    "ä$, straße-ä, true",
  })
  void itIsFoundAnywhereInAName(String pattern, String name, boolean found) {
    assertThat(NamePattern.problem(pattern)).isNull();
    assertThat(NamePattern.of(pattern).matches(name)).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "[a",
        "*",
        "a{2,1}",
        "\\",
        "(?<x",
        "a\nb",
        "\ud800",
        "a{1001}",
        "(a{40}){40}",
        "((a{99999999999})b){1,2}",
        "((a{2,100}){11,})"
      })
  void whatIsNoneIsExplained(String pattern) {
    assertThat(NamePattern.problem(pattern)).isNotBlank().doesNotContain("\n");
    assertThatThrownBy(() -> NamePattern.of(pattern)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itIsNoLongerThanAName() {
    assertThat(NamePattern.problem("a".repeat(255))).isNull();
    assertThat(NamePattern.problem("a".repeat(256))).contains("255 bytes");
    assertThat(NamePattern.problem("ä".repeat(128))).contains("255 bytes");
    assertThat(NamePattern.problem("(".repeat(127) + "a" + ")".repeat(127))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+$",
        "(a|aa)+$",
        "^(a|a?)+$",
        "(.*a){12}$",
        "((a*)*)*$",
        "^(a*)*\\z",
        "^(([a-z])+.)+[A-Z]$"
      })
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void whatTriesTooMuchDoesNotMatch(String pattern) {
    assertThat(NamePattern.of(pattern).matches("a".repeat(254) + "!")).isFalse();
  }

  @Test
  void deepOnesDoNotEndTheThread() {
    String deep = "(".repeat(100) + "a|b" + ")*".repeat(50) + ")".repeat(50);
    NamePattern.of(deep).matches("ab".repeat(127) + "!");
  }

  @Test
  void usualOnesAreFarFromTheBound() {
    String name = "a".repeat(255);
    assertThat(NamePattern.of(".*.*x?$").matches(name)).isTrue();
    assertThat(NamePattern.of("^.*-.*$").matches(name)).isFalse();
    assertThat(NamePattern.of("^([a-z]+|[0-9]+)*$").matches(name)).isTrue();
    assertThat(NamePattern.of(".*a$").matches(name)).isTrue();
  }
}
