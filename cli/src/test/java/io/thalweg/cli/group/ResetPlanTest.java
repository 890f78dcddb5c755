package io.thalweg.cli.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.group.ResetPlan.Move;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ResetPlanTest {
  private static final TopicPartition ONE = new TopicPartition("orders", 1);

  /// Of a partition that keeps offsets 10 to 100.
  private static Move move(Long from, long wanted) {
    return new Move(ONE, from, wanted, 10, 100);
  }

  private static String printed(boolean exists, boolean executed, Move... moves) {
    StringWriter out = new StringWriter();
    new ResetPlan("billing", List.of(moves)).print(new PrintWriter(out), exists, executed);
    return out.toString();
  }

  @Test
  void backwardsReadsAgainAndForwardsSkips() {
    assertThat(move(50L, 20).readAgain()).isEqualTo(30);
    assertThat(move(50L, 20).skipped()).isZero();
    assertThat(move(50L, 90).skipped()).isEqualTo(40);
    assertThat(move(50L, 90).readAgain()).isZero();
    assertThat(move(50L, 50).stays()).isTrue();
    assertThat(move(50L, 50).effect()).isEqualTo("none");
  }

  @Test
  void whereNothingIsCommittedNothingIsCounted() {
    assertThat(move(null, 50).effect()).isEqualTo("starts here");
    assertThat(move(null, 50).readAgain()).isZero();
    assertThat(move(null, 50).skipped()).isZero();
    assertThat(move(null, 50).stays()).isFalse();
  }

  @Test
  void whatIsNotKeptIsNeitherAimedAtNorCounted() {
    assertThat(move(50L, 0).to()).isEqualTo(10);
    assertThat(move(50L, 0).clamped()).isTrue();
    assertThat(move(50L, 1_000).to()).isEqualTo(100);
    assertThat(move(50L, 100).clamped()).isFalse();
    assertThat(move(3L, 30).skipped()).as("0 to 9 are gone anyway").isEqualTo(20);
    assertThat(move(3L, 10).effect()).isEqualTo("none");
    assertThat(move(3L, 10).stays()).isFalse();
  }

  @Test
  void aDryRunSaysSoAndHowToGoOn() {
    assertThat(printed(true, false, move(50L, 200), move(50L, 50)).lines())
        .containsExactly(
            "TOPIC   PARTITION  FROM  TO   EFFECT",
            "orders  1          50    100  50 events skipped",
            "orders  1          50    50   none",
            "orders:1 keeps offsets 10 to 100: 200 becomes 100",
            "nothing was changed: this was a dry run; add --execute to move 1 partition");
    assertThat(printed(false, false, move(null, 50)))
        .contains("--execute to move 1 partition, and to make group billing");
  }

  @Test
  void whatWasDoneIsSaid() {
    assertThat(printed(true, true, move(50L, 49)))
        .contains("1 event read again")
        .endsWith("moved 1 partition of group billing" + System.lineSeparator());
    assertThat(printed(true, true, move(50L, 50))).contains("nothing to do");
    assertThat(printed(true, false, move(50L, 50))).contains("nothing to do");
  }

  @Test
  void asJson() throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      new ResetPlan("billing", List.of(move(50L, 0), move(null, 60))).write(json, false);
    }
    assertThat(out.toString())
        .isEqualTo(
            """
            {"group":"billing","executed":false,"partitions":[\
            {"topic":"orders","partition":1,"from":50,"to":10,"readAgain":40,"skipped":0,\
            "clamped":true},\
            {"topic":"orders","partition":1,"from":null,"to":60,"readAgain":0,"skipped":0,\
            "clamped":false}]}\
            """);
  }
}
