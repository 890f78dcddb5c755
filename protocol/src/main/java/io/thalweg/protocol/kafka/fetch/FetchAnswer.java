package io.thalweg.protocol.kafka.fetch;

import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.ReadCommand.Fetched;
import io.thalweg.core.read.ReadCommand.Result;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.fetch.FetchSession.Asked;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.ResponseBody;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/// The response to a fetch, put together by hand around the stored batches.
final class FetchAnswer {
  private static final int LOG_START_SINCE = 5;
  private static final int READ_REPLICA_SINCE = 11;
  private static final int FLEXIBLE_SINCE = 12;
  private static final int BYTES_PER_PARTITION = 80;

  /// What is said of one partition.
  record Said(Asked asked, Errors error, long end, long start, Result result) {}

  private final int version;
  private final int sessionId;
  private final Errors error;

  FetchAnswer(int version, int sessionId, Errors error) {
    this.version = version;
    this.sessionId = sessionId;
    this.error = error;
  }

  /// The body for the partitions of `session` that were asked for, with at most `spare` bytes of
  /// events, the first batch excepted; in a later answer of a session only what is news.
  ResponseBody body(
      FetchSession session, List<Asked> asked, Reply reply, boolean full, long spare) {
    long left = spare;
    boolean first = true;
    List<Result> results = reply instanceof Fetched fetched ? fetched.results() : List.of();
    List<Said> said = new ArrayList<>(asked.size());
    int next = 0;
    for (Asked each : asked) {
      Said one;
      if (each.refusal() == Errors.NONE && next < results.size()) {
        Result result = cut(results.get(next++), left, first);
        first &= result.batches().isEmpty();
        left -= bytes(result.batches());
        Errors why = KafkaErrors.of(result.problem());
        one = new Said(each, why, result.durableEnd(), result.logStart(), result);
      } else {
        Errors why =
            each.refusal() == Errors.NONE ? KafkaErrors.of(reply.problem()) : each.refusal();
        one = new Said(each, why, -1, -1, new Result(-1, Problem.NONE, -1, -1, List.of()));
      }
      boolean news = each.saying(one.end, one.start);
      boolean hasEvents = !one.result.batches().isEmpty();
      if (hasEvents) {
        session.served(each);
      }
      if (full || news || hasEvents || one.error != Errors.NONE) {
        said.add(one);
      }
    }
    return body(said);
  }

  /// `result` with as many of its batches as fit into `bytes`; one at least if it is the `first`.
  private static Result cut(Result result, long bytes, boolean first) {
    List<Slice> batches = result.batches();
    long left = bytes;
    int kept = 0;
    while (kept < batches.size() && (batches.get(kept).length() <= left || (first && kept == 0))) {
      left -= batches.get(kept++).length();
    }
    return kept == batches.size()
        ? result
        : new Result(
            result.partition(),
            result.problem(),
            result.durableEnd(),
            result.logStart(),
            batches.subList(0, kept));
  }

  private static long bytes(List<Slice> batches) {
    long bytes = 0;
    for (Slice batch : batches) {
      bytes += batch.length();
    }
    return bytes;
  }

  /// The body that says just that.
  ResponseBody body(List<Said> said) {
    ResponseBody out =
        new ResponseBody(version >= FLEXIBLE_SINCE, 64 + BYTES_PER_PARTITION * said.size());
    out.putInt(0);
    if (version >= FetchHandler.SESSIONS_SINCE) {
      out.putError(error).putInt(sessionId);
    }
    List<List<Said>> topics = byTopic(said);
    out.putLength(topics.size());
    for (List<Said> topic : topics) {
      Asked first = topic.getFirst().asked;
      if (version >= FetchHandler.TOPIC_IDS_SINCE) {
        out.putUuid(first.uuid());
      } else {
        out.putString(first.topic());
      }
      out.putLength(topic.size());
      for (Said each : topic) {
        putPartition(out, each);
      }
      out.putNoTags();
    }
    return out.putNoTags();
  }

  /// Neighbours of one topic together.
  private static List<List<Said>> byTopic(List<Said> said) {
    List<List<Said>> topics = new ArrayList<>();
    for (Said each : said) {
      boolean same =
          !topics.isEmpty() && isSameTopic(topics.getLast().getFirst().asked, each.asked);
      if (!same) {
        topics.add(new ArrayList<>());
      }
      topics.getLast().add(each);
    }
    return topics;
  }

  private static boolean isSameTopic(Asked a, Asked b) {
    return a.topic().equals(b.topic()) && a.uuid().equals(b.uuid());
  }

  private void putPartition(ResponseBody out, Said said) {
    out.putInt(said.asked.index()).putError(said.error);
    out.putLong(said.end).putLong(said.end);
    if (version >= LOG_START_SINCE) {
      out.putLong(said.start);
    }
    out.putLength(-1);
    if (version >= READ_REPLICA_SINCE) {
      out.putInt(-1);
    }
    out.putRecords(said.result.batches()).putNoTags();
  }
}
