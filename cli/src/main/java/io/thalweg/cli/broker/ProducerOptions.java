package io.thalweg.cli.broker;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How events are sent: `--acks`, `--compression`.
public final class ProducerOptions {
  private static final List<String> ACKS = List.of("all", "1", "0");
  private static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");

  @Option(
      names = "--acks",
      paramLabel = "all|1|0",
      defaultValue = "all",
      completionCandidates = Acks.class,
      description = "What to wait for (default: ${DEFAULT-VALUE}; 0: nothing).")
  private String acks = "all";

  @Option(
      names = {"-z", "--compression"},
      paramLabel = "TYPE",
      defaultValue = "none",
      completionCandidates = Compressions.class,
      description = "none, gzip, snappy, lz4 or zstd (default: ${DEFAULT-VALUE}).")
  private String compression = "none";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /// What [BrokerOption#producer] takes; may be added to.
  public Map<String, Object> settings() {
    refuse(!ACKS.contains(acks), "--acks is all, 1 or 0");
    refuse(!COMPRESSIONS.contains(compression), "--compression is none, gzip, snappy, lz4 or zstd");
    return new HashMap<>(
        Map.of(
            "acks",
            acks,
            "compression.type",
            compression,
            "enable.idempotence",
            acks.equals("all")));
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  /// For completion.
  static final class Acks extends Candidates {
    Acks() {
      super(ACKS);
    }
  }

  /// For completion.
  static final class Compressions extends Candidates {
    Compressions() {
      super(COMPRESSIONS);
    }
  }

  /// Words that may be written.
  abstract static class Candidates implements Iterable<String> {
    private final List<String> words;

    Candidates(List<String> words) {
      this.words = words;
    }

    @Override
    public Iterator<String> iterator() {
      return words.iterator();
    }
  }
}
