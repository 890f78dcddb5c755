package io.thalweg.protocol.kafka.request;

import io.thalweg.core.base.Buckets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Answers of all connections of one loop, in numbers. Counted by the loop's thread, readable on
/// any.
public final class RequestStats {
  /// Codes of errors are dense from this on.
  private static final int LOWEST_CODE = Errors.UNKNOWN_SERVER_ERROR.code();

  private static final int CODES =
      1 - LOWEST_CODE + Arrays.stream(Errors.values()).mapToInt(Errors::code).max().orElse(0);

  private final LongSupplier nanoClock;
  private final @Nullable OfApi[] byKey;

  /// Answers of one API.
  public static final class OfApi {
    private final ApiKeys api;
    private final AtomicLongArray errors = new AtomicLongArray(CODES);
    private final Buckets nanos = Buckets.ofNanos();

    private OfApi(ApiKeys api) {
      this.api = api;
    }

    /// The name in Kafka's protocol: `Produce`.
    public String api() {
      return api.name;
    }

    /// How many answers said `code`, as their error or the first one in them.
    private long count(int code) {
      return errors.getOpaque(code - LOWEST_CODE);
    }

    /// Nanoseconds from the whole request to its answer being handed over.
    public Buckets nanos() {
      return nanos;
    }

    /// What the answers said, each that was ever said.
    public List<Said> said() {
      List<Said> said = new ArrayList<>();
      for (Errors error : Errors.values()) {
        long count = count(error.code());
        if (count > 0) {
          said.add(new Said(error.name(), count));
        }
      }
      return said;
    }
  }

  /// `count` answers said `error`, by its name in Kafka's protocol: `NONE`.
  public record Said(String error, long count) {}

  /// Counts answers to `apis`; `nanoClock` measures how long they take.
  public RequestStats(List<ApiKeys> apis, LongSupplier nanoClock) {
    int keys = 1 + apis.stream().mapToInt(api -> api.id).max().orElse(0);
    this.nanoClock = nanoClock;
    this.byKey = new @Nullable OfApi[keys];
    for (ApiKeys api : apis) {
      byKey[api.id] = new OfApi(api);
    }
  }

  /// A moment, to be compared with others of this.
  public long now() {
    return nanoClock.getAsLong();
  }

  /// A request that was whole at `began` has been answered with `code`.
  public void answered(ApiKeys api, short code, long began) {
    OfApi counted = byKey[api.id];
    if (counted != null) {
      int at = code - LOWEST_CODE;
      counted.errors.setOpaque(at, counted.errors.getPlain(at) + 1);
      counted.nanos.add(now() - began);
    }
  }

  /// Each API that has been answered.
  public List<OfApi> answered() {
    List<OfApi> all = new ArrayList<>();
    for (OfApi each : byKey) {
      if (each != null && !each.said().isEmpty()) {
        all.add(each);
      }
    }
    return all;
  }
}
