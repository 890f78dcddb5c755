package io.thalweg.cli.group;

import io.thalweg.cli.terminal.Moment;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Where a group is moved to: one of four options.
final class ResetTarget {
  @Option(
      names = "--to-offset",
      paramLabel = "OFFSET",
      description = "To this offset, in every partition that is chosen.")
  private @Nullable Long offset;

  @Option(
      names = "--to-time",
      paramLabel = "WHEN",
      converter = TimeConverter.class,
      description = {
        "To the first event that is not older: a time ago (15m, '1h ago'), a time"
            + " (2026-01-31T12:00:00Z; without a zone, local), a day (2026-01-31), @MILLIS."
      })
  private @Nullable Long millis;

  @Option(names = "--to-beginning", description = "To the oldest event that is kept.")
  private boolean beginning;

  @Option(names = "--to-end", description = "To what is published from now on.")
  private boolean end;

  /// Whether exactly one of the options was given.
  boolean isClear() {
    List<Object> given = new ArrayList<>();
    if (offset != null) {
      given.add(offset);
    }
    if (millis != null) {
      given.add(millis);
    }
    if (beginning || end) {
      given.add(beginning);
    }
    return given.size() == 1 && !(beginning && end);
  }

  /// The offset that was named, if one was.
  @Nullable Long offset() {
    return offset;
  }

  /// What else is meant, for the broker to look up.
  OffsetSpec lookUp() {
    if (millis != null) {
      return OffsetSpec.forTimestamp(millis);
    }
    return beginning ? OffsetSpec.earliest() : OffsetSpec.latest();
  }

  /// Reads a time.
  static final class TimeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return Moment.parse(text, System.currentTimeMillis(), ZoneId.systemDefault())
          .orElseThrow(() -> new TypeConversionException("'" + text + "' is not " + Moment.FORMS));
    }
  }
}
