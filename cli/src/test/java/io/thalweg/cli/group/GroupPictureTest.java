package io.thalweg.cli.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.group.GroupPicture.Member;
import io.thalweg.cli.group.GroupPicture.Position;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupPictureTest {
  private static final TopicPartition ZERO = new TopicPartition("orders", 0);
  private static final TopicPartition ONE = new TopicPartition("orders", 1);
  private static final TopicPartition GONE = new TopicPartition("gone", 0);

  private final GroupPicture picture =
      new GroupPicture(
          "billing",
          "Stable",
          "consumer",
          "range",
          "localhost:9092",
          List.of(
              new Member("c-1", "i", "c", "127.0.0.1", List.of(GONE, ZERO, ONE)),
              new Member("c-2", null, "c", "127.0.0.1", List.of())),
          List.of(
              new Position(GONE, 7L, null, null),
              new Position(ZERO, 7L, 10L, "c-1"),
              new Position(ONE, null, 3L, "c-1")));

  @Test
  void asText() {
    StringWriter out = new StringWriter();
    picture.print(new PrintWriter(out));
    assertThat(out.toString().lines())
        .containsExactly(
            "group billing",
            "STATE   TYPE      ASSIGNOR  COORDINATOR     MEMBERS",
            "Stable  consumer  range     localhost:9092  2",
            "",
            "MEMBER  CLIENT  HOST       PARTITIONS",
            "c-1     c       127.0.0.1  gone:0 orders:0,1",
            "c-2     c       127.0.0.1  -",
            "",
            "TOPIC   PARTITION  COMMITTED  END  LAG  MEMBER",
            "gone    0          7          -    -    -",
            "orders  0          7          10   3    c-1",
            "orders  1          -          3    -    c-1");
  }

  @Test
  void asJson() throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      picture.write(json);
    }
    assertThat(out.toString())
        .startsWith(
            """
            {"group":"billing","state":"Stable","protocolType":"consumer","assignor":"range",\
            "coordinator":"localhost:9092","members":[{"member":"c-1","instance":"i",\
            "client":"c","host":"127.0.0.1","partitions":[{"topic":"gone","partition":0},\
            """)
        .contains(
            """
            {"topic":"orders","partition":0,"committed":7,"end":10,"lag":3,"member":"c-1"}\
            """,
            """
            {"topic":"orders","partition":1,"committed":null,"end":3,"lag":null,"member":"c-1"}\
            """,
            """
            "instance":null\
            """);
  }
}
