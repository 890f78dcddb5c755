package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.protocol.kafka.request.RequestStats;
import io.thalweg.protocol.kafka.request.RequestStats.Said;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class RequestStatsTest {
  private long nanos = 1_000;
  private final RequestStats stats = new RequestStats(List.of(ApiKeys.FETCH), () -> nanos);

  @Test
  void everyErrorHasItsCount() {
    for (Errors error : Errors.values()) {
      stats.answered(ApiKeys.FETCH, error.code(), stats.now());
    }
    stats.answered(ApiKeys.FETCH, Errors.NONE.code(), stats.now());
    List<Said> said = stats.answered().getFirst().said();
    assertThat(said).hasSize(Errors.values().length).contains(new Said("NONE", 2));
    assertThat(said).contains(new Said("UNKNOWN_SERVER_ERROR", 1));
  }

  @Test
  void timeIsFromTheWholeRequestToItsAnswer() {
    long began = stats.now();
    nanos += 70_000;
    stats.answered(ApiKeys.FETCH, (short) 0, began);
    RequestStats.OfApi fetches = stats.answered().getFirst();
    assertThat(fetches.api()).isEqualTo("Fetch");
    assertThat(fetches.nanos().sum()).isEqualTo(70_000);
    assertThat(fetches.nanos().counts()).startsWith(0, 1, 0);
  }

  @Test
  void whatIsNotServedIsNotCounted() {
    stats.answered(ApiKeys.PRODUCE, (short) 0, stats.now());
    assertThat(stats.answered()).isEmpty();
  }
}
