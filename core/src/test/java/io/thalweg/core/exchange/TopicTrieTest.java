package io.thalweg.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.exchange.Binding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Patterns of topic exchanges.
class TopicTrieTest {
  private final ExchangeScenario broker = new ExchangeScenario();

  /// As RabbitMQ's `rabbit_db_topic_exchange` has it.
  @ParameterizedTest
  @CsvSource({
    "'',       '',        true",
    "'',       a,         false",
    "'',       .,         false",
    "#,        '',        true",
    "#,        a.b.c,     true",
    "*,        '',        false",
    "*,        a,         true",
    "*,        a.b,       false",
    "*.*,      .,         true",
    "*.*.*,    .,         false",
    "a.,       a.,        true",
    "a,        a.,        false",
    "a.*,      a.,        true",
    "*.a,      .a,        true",
    ".a,       .a,        true",
    "#.a,      .a,        true",
    "#.a,      a,         true",
    "a.#,      a,         true",
    "a.#,      a.,        true",
    "a.#,      ab.c,      false",
    "a.#.b,    a.b,       true",
    "a.#.b,    a.x.y.b,   true",
    "a.#.b,    a.b.c,     false",
    "a.#.b,    a.b.b,     true",
    "a.#.*,    a,         false",
    "#.*.#,    '',        false",
    "#.*.#,    a.b.c,     true",
    "#.#,      '',        true",
    "#.b.#.b,  b,         false",
    "#.b.#.b,  a.b.b,     true",
    "*.#.*,    a,         false",
    "a*,       ab,        false",
    "a*,       a*,        true",
    "a.##,     a.b,       false",
    "*,        #,         true",
    "a,        *,         false",
    "ä.*,      ä.ö,       true"
  })
  void aPatternMatches(String pattern, String key, boolean matches) {
    broker.queues("q");
    broker.bind("amq.topic", "q", pattern);
    assertThat(broker.routed("amq.topic", key)).hasSize(matches ? 1 : 0);
    assertThat(NaiveExchanges.matches(pattern, key)).isEqualTo(matches);
    assertThat(broker.state.topicWords()).isEqualTo(TopicTrie.words(pattern));
    broker.unbind("amq.topic", Kind.QUEUE, "q", pattern);
    assertThat(broker.routed("amq.topic", key)).isEmpty();
    assertThat(broker.state.topicWords()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomPatternsMatchAsTheDefinitionSays(long seed) {
    Chance chance = new Chance(seed);
    for (int i = 0; i < 60; i++) {
      broker.queues("q" + i);
    }
    List<String> patterns = new ArrayList<>();
    for (int step = 0; step < 3_000; step++) {
      if (patterns.isEmpty() || (patterns.size() < 60 && chance.nextInt(3) > 0)) {
        String pattern = text(chance, "a", "b", "", "*", "#", "#", "*");
        if (!patterns.contains(pattern)) {
          broker.bind("amq.topic", "q" + pattern(patterns, pattern), pattern);
        }
      } else {
        int gone = chance.nextInt(patterns.size());
        if (patterns.get(gone) != null) {
          broker.unbind("amq.topic", Kind.QUEUE, "q" + gone, patterns.get(gone));
          patterns.set(gone, null);
        }
      }
      String key = text(chance, "a", "b", "", "c", "*");
      Set<String> expected = new TreeSet<>();
      for (int i = 0; i < patterns.size(); i++) {
        if (patterns.get(i) != null && NaiveExchanges.matches(patterns.get(i), key)) {
          expected.add("q" + i);
        }
      }
      assertThat(broker.routed("amq.topic", key))
          .as(key)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static int pattern(List<String> patterns, String pattern) {
    int free = patterns.indexOf(null);
    if (free < 0) {
      patterns.add(pattern);
      return patterns.size() - 1;
    }
    patterns.set(free, pattern);
    return free;
  }

  private static String text(Chance chance, String... words) {
    List<String> chosen = new ArrayList<>();
    int count = chance.nextInt(7);
    for (int i = 0; i < count; i++) {
      chosen.add(words[chance.nextInt(words.length)]);
    }
    return String.join(".", chosen);
  }

  /// A search that tries every way to share words among the `#` would not end.
  @Test
  void manyHashesCostLittle() {
    broker.queues("q", "r");
    broker.bind("amq.topic", "q", "#.a.".repeat(31) + "b");
    broker.bind("amq.topic", "r", "#.".repeat(100) + "a");
    assertThat(broker.routed("amq.topic", "a.".repeat(126) + "a")).containsExactly("r");
    assertThat(broker.routed("amq.topic", "a.".repeat(126) + "b")).containsExactly("q");
  }
}
