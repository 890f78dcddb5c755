package io.thalweg.cli.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.topic.TopicStats.Partition;
import io.thalweg.cli.topic.TopicStats.Reader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicStatsTest {
  private static final long NOW = 10_000_000;

  private final TopicStats orders =
      new TopicStats(
          "orders",
          List.of(
              new Partition(0, 5, 15, 2048, 1_000_000, 9_999_000),
              new Partition(1, 0, 0, 0, -1, -1),
              new Partition(2, 0, 7, 512, 2_000_000, 3_000_000)),
          List.of(new Reader("billing", 12), new Reader("audit", 0)));

  private final TopicStats empty =
      new TopicStats("empty", List.of(new Partition(0, 0, 0, -1, -1, -1)), List.of());

  private static String printed(boolean eachPartition, TopicStats... all) {
    StringWriter out = new StringWriter();
    TopicStats.print(List.of(all), eachPartition, NOW, new PrintWriter(out));
    return out.toString();
  }

  @Test
  void topics() {
    assertThat(printed(false, empty, orders).lines())
        .containsExactly(
            "TOPIC   PARTITIONS  EVENTS  SIZE    OLDEST  NEWEST  GROUPS  MOST BEHIND",
            "empty   1           0       -       -       -       0       -",
            "orders  3           17      2.5KiB  2h ago  1s ago  2       billing (12)");
  }

  @Test
  void andTheirPartitions() {
    assertThat(printed(true, orders).lines().skip(3))
        .containsExactly(
            "TOPIC   PARTITION  START  END  EVENTS  SIZE    OLDEST  NEWEST",
            "orders  0          5      15   10      2.0KiB  2h ago  1s ago",
            "orders  1          0      0    0       0B      -       -",
            "orders  2          0      7    7       512B    2h ago  116m ago");
  }

  @Test
  void asJson() throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      orders.write(json);
    }
    assertThat(out.toString())
        .startsWith(
            """
            {"topic":"orders","events":17,"bytes":2560,"oldest":1000000,"newest":9999000,\
            "partitions":[{"partition":0,"start":5,"end":15,"events":10,"bytes":2048,\
            "oldest":1000000,"newest":9999000},\
            """)
        .contains(
            """
            {"partition":1,"start":0,"end":0,"events":0,"bytes":0,"oldest":null,"newest":null}\
            """)
        .endsWith(
            """
            "groups":[{"group":"billing","lag":12},{"group":"audit","lag":0}]}\
            """);
  }
}
