package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Damage;
import io.thalweg.storage.verify.Checked;
import io.thalweg.storage.verify.Finding;
import io.thalweg.storage.verify.Finding.Events;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private final StringWriter out = new StringWriter();
  private final Findings findings = new Findings();

  private void found(int damages) {
    for (int i = damages; i > 0; i--) {
      findings.found(new Finding(new Damage("b.log", 10L * i, "what"), null));
    }
    findings.found(new Finding(new Damage("a.log", 7, "it"), new Events("t\u001b", 2, 30, 33)));
    findings.found(new Finding(new Damage("a.log", 6, "it"), new Events("t", 2, 29, 30)));
  }

  private String report() {
    new VerifyReport(findings, new Checked(1, 2, 3, 2048, 4, 1, 33), 0.5)
        .print(new PrintWriter(out));
    return out.toString().replaceAll(" +", " ");
  }

  @Test
  void damagesAreListedByTheirPlace() {
    findings.noted("well");
    found(2);
    assertThat(report().lines())
        .containsExactly(
            "note: well",
            "FILE POSITION TOPIC PARTITION OFFSETS WHAT",
            "a.log 6 t 2 29 it",
            "a.log 7 t? 2 30-32 it",
            "b.log 10 - - - what",
            "b.log 20 - - - what",
            "4 damages found",
            "checked 2.0KiB of 3 files in 0.5 s (4.0KiB/s): 2 partitions in 1 topic, 1 batch,"
                + " 33 events");
  }

  @Test
  void tooManyAreCounted() {
    found(10_100);
    assertThat(findings.damages()).isEqualTo(10_102);
    assertThat(report().lines()).contains("and 102 more", "10102 damages found").hasSize(10_004);
  }

  @Test
  void soundIsSaid() {
    assertThat(report().lines()).hasSize(2).contains("sound");
  }

  @Test
  void whoeverReadsIsToldToStop() {
    findings.started(4096);
    findings.read(1024);
    findings.stop();
    assertThatThrownBy(() -> findings.read(1)).isInstanceOf(CancellationException.class);
    assertThat(findings.progress()).isEqualTo("1.0KiB of 4.0KiB");
    assertThat(findings.progress(1_000)).isEqualTo("25 %, 1.0KiB of 4.0KiB, 1024 MB/s");
  }
}
