package io.thalweg.checks.crash;

import io.thalweg.checks.crash.Trace.Call;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Judges, from system calls alone, whether each acknowledgement was sent after a sync that covers
/// what it acknowledges. It knows nothing of the broker but that the journal's files are called
/// `ring-`: every event carries a marker that no other has; a marker is safe once a sync of its
/// file has ended that began after the write of the marker had ended; and no byte of the response
/// may be sent before.
final class AckOrder {
  private static final Set<String> SENDS = Set.of("write", "writev", "sendto", "sendmsg");
  private static final Set<String> WRITES = Set.of("write", "writev", "pwrite64", "pwritev");
  private static final Set<String> SYNCS = Set.of("fsync", "fdatasync");
  private static final Pattern MARKER = Pattern.compile("mark-\\d{6};");

  /// A response that was received, and the markers of the events that it acknowledges.
  record Ack(int correlation, List<String> markers) {}

  private final Map<String, Long> safe = new HashMap<>();
  private final Map<Integer, Long> sent = new HashMap<>();

  private AckOrder() {}

  /// A marker that no other number has.
  static String marker(int number) {
    return String.format("mark-%06d;", number);
  }

  /// What is wrong with each of `acks` that is wrong.
  static List<String> violations(List<Call> calls, List<Ack> acks) {
    AckOrder order = new AckOrder();
    order.syncs(calls.stream().filter(call -> call.file().contains("/ring-")).toList());
    order.sends(calls.stream().filter(call -> call.file().startsWith("TCP")).toList());
    List<String> violations = new ArrayList<>();
    for (Ack ack : acks) {
      Long at = order.sent.get(ack.correlation());
      if (at == null) {
        violations.add("response " + ack.correlation() + " was received, but never seen sent");
        continue;
      }
      for (String marker : ack.markers()) {
        Long since = order.safe.get(marker);
        if (since == null || since >= at) {
          String when = since == null ? "never" : "only on line " + since;
          violations.add(marker + " acknowledged on line " + at + ", but synced " + when);
          break;
        }
      }
    }
    return violations;
  }

  /// One end of a call.
  private record Moment(long line, boolean end, Call call) implements Comparable<Moment> {
    @Override
    public int compareTo(Moment other) {
      int byLine = Long.compare(line, other.line);
      return byLine != 0 ? byLine : Boolean.compare(end, other.end);
    }
  }

  private void syncs(List<Call> ring) {
    Map<String, Set<String>> written = new HashMap<>();
    Map<Call, Set<String>> covered = new HashMap<>();
    List<Moment> moments = new ArrayList<>();
    for (Call call : ring) {
      moments.add(new Moment(call.began(), false, call));
      moments.add(new Moment(call.ended(), true, call));
    }
    moments.sort(null);
    for (Moment moment : moments) {
      Call call = moment.call;
      boolean sync = SYNCS.contains(call.name());
      if (sync && !moment.end) {
        covered.put(call, Set.copyOf(written.getOrDefault(call.file(), Set.of())));
      } else if (sync && call.isDone()) {
        covered.get(call).forEach(marker -> safe.putIfAbsent(marker, call.ended()));
      } else if (WRITES.contains(call.name()) && moment.end && call.isDone()) {
        Matcher marker = MARKER.matcher(call.bytes());
        while (marker.find()) {
          written.computeIfAbsent(call.file(), _ -> new HashSet<>()).add(marker.group());
        }
      }
    }
  }

  /// Where the first byte of each response was sent: the streams of all sockets, cut into frames.
  private void sends(List<Call> sockets) {
    Map<String, ByteArrayOutputStream> streams = new HashMap<>();
    Map<String, List<long[]>> starts = new HashMap<>();
    for (Call call : sockets) {
      if (SENDS.contains(call.name()) && call.result() > 0) {
        var stream = streams.computeIfAbsent(call.file(), _ -> new ByteArrayOutputStream());
        starts
            .computeIfAbsent(call.file(), _ -> new ArrayList<>())
            .add(new long[] {stream.size(), call.began()});
        if (call.bytes().length() < call.result()) {
          throw new AssertionError("expected all bytes of each send in the trace: raise strace -s");
        }
        stream.write(call.bytes().getBytes(StandardCharsets.ISO_8859_1), 0, (int) call.result());
      }
    }
    streams.forEach((file, stream) -> frames(stream.toByteArray(), starts.get(file)));
  }

  private void frames(byte[] stream, List<long[]> starts) {
    ByteBuffer bytes = ByteBuffer.wrap(stream);
    int send = 0;
    for (int at = 0; at + 8 <= stream.length; at += 4 + bytes.getInt(at)) {
      while (send + 1 < starts.size() && starts.get(send + 1)[0] <= at) {
        send++;
      }
      sent.put(bytes.getInt(at + 4), starts.get(send)[1]);
    }
  }
}
