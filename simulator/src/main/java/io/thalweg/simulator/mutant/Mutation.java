package io.thalweg.simulator.mutant;

import java.util.List;

/// One thing that is wrong with a broker.
///
/// @param name for people and for `bin/simulate --variant`
/// @param changes what its sources say otherwise
public record Mutation(String name, List<Change> changes) {
  /// A piece of text that stands exactly once in a source file, and what stands there instead.
  ///
  /// @param file below the repository
  public record Change(String file, String from, String to) {}

  private static final String RING = "storage/src/main/java/io/thalweg/storage/ring/";
  private static final String SEGMENT = "storage/src/main/java/io/thalweg/storage/segment/";
  private static final String CORE = "core/src/main/java/io/thalweg/core/";
  private static final String COMPACTION =
      "storage/src/main/java/io/thalweg/storage/compact/Compaction.java";
  private static final String DELIVER = CORE + "queue/deliver/";
  private static final String KEYS = CORE + "queue/order/KeyOrder.java";
  private static final String RECOVERY = RING + "RingRecovery.java";
  private static final String LOG = RING + "RecoveredLog.java";

  /// All that are tried.
  public static final List<Mutation> ALL =
      List.of(
          of(
              "sync-skipped",
              new Change(RING + "GroupWrite.java", "each.file.sync();", "each.file.length();")),
          of(
              "reply-before-durable",
              new Change(
                  CORE + "shard/Shard.java",
                  "deliver();\n    parked.release(durable);",
                  "deliver();\n    parked.release(Long.MAX_VALUE);")),
          of(
              "checksum-ignored",
              new Change(
                  RING + "FrameHeader.java",
                  "isKnown(version(in, at)) && in.getInt(at + CRC) == ownCrc(in, at);",
                  "isKnown(version(in, at));"),
              new Change(
                  RING + "FrameHeader.java",
                  "return in.getInt(at + PAYLOAD_CRC) == crc(in, at + BYTES, length(in, at));",
                  "return true;")),
          of(
              "stale-frame-accepted",
              new Change(LOG, "if (valid.get(j).headerCrc() == c.fields().previousCrc()) {", "{"),
              new Change(
                  LOG,
                  "return byEpoch > 0 || (byEpoch == 0 && a.sequence() > b.sequence());",
                  "return a.sequence() > b.sequence();")),
          of(
              "log-start-missing",
              new Change(
                  LOG,
                  "boolean whole = reach[i] <= c.fields().logStart();",
                  "boolean whole = true;")),
          of(
              "tail-not-copied",
              new Change(
                  RECOVERY,
                  "if (frame.sequence() <= recovered.proven()) {",
                  "if (frame.sequence() <= Long.MAX_VALUE) {")),
          copiedWithNewHeaders(),
          of(
              "named-durable-ignored",
              new Change(LOG, "if (named > endSequence && named > 0) {", "if (named < 0) {")),
          of(
              "duplicate-answered-at-once",
              new Change(
                  CORE + "topic/AppendDecider.java",
                  "turn.reply(new TopicCommand.Appended(Problem.NONE, known, ",
                  "turn.client().replied(turn.request(), new TopicCommand.Appended("
                      + "Problem.NONE, known, ")),
          of(
              "segment-not-restated",
              new Change(
                  CORE + "turn/Stated.java",
                  "        oldest.restate(turn);",
                  """
                  if (oldest.getClass().getSimpleName().equals("Segment")) {
                    stated(oldest, newest.statedAt);
                    return;
                  }
                  oldest.restate(turn);\
                  """)),
          of(
              "ring-overwritten-early",
              new Change(
                  RING + "RingWriter.java",
                  "logStart = Math.max(logStart, position);",
                  "logStart = Math.max(logStart, position); index.trim(logStart);"),
              new Change(RING + "RingIndex.java", "free.pollFirst()", "free.pollLast()")),
          of(
              "segment-named-before-sync",
              new Change(
                  SEGMENT + "run/SegmentWriter.java",
                  "opened().truncate(length);\n    opened().sync();",
                  "opened().truncate(length);")),
          of(
              "directory-not-synced",
              new Change(
                  SEGMENT + "run/SegmentWriter.java",
                  "disk.syncDirectory();\n    List<SegmentInfo> infos",
                  "List<SegmentInfo> infos"),
              new Change(RING + "RingFile.java", "disk.syncDirectory();", "")),
          of(
              "full-for-good",
              new Change(
                  "storage/src/main/java/io/thalweg/storage/local/SpaceWatch.java",
                  "    full = now;",
                  "    full |= now;")),
          of(
              "compaction-lag-ignored",
              new Change(
                  CORE + "shard/CompactionPlanner.java",
                  "&& now - runs.get(dirtyTo).brokerTime() >= rules.minLagMillis()",
                  "")),
          of(
              "newest-event-cleaned",
              new Change(
                  COMPACTION,
                  "event.offset() >= keys.newest(event)",
                  "event.offset() > keys.newest(event)")),
          of(
              "tombstone-cleaned-early",
              new Change(
                  COMPACTION,
                  "return itsHorizon != BatchSieve.NO_HORIZON && nowMillis >= itsHorizon;",
                  "return true;")),
          of(
              "ack-answered-before-durable",
              new Change(
                  DELIVER + "SettleDecider.java",
                  "lease = following;\n    }\n    feed.flush(turn);",
                  "lease = following;\n    }")),
          of(
              "void-lease-honoured",
              new Change(
                  KEYS,
                  "if (event.state != State.LIVE) {\n      changed(key);",
                  "if (event.state != State.LIVE && event.state != State.READY) {\n"
                      + "      changed(key);"),
              new Change(
                  KEYS,
                  "key.live--;\n    return true;",
                  "key.live -= event.state == State.LIVE ? 1 : 0;\n    return true;")),
          of(
              "key-freed-early",
              new Change(KEYS, "if (key.finalAt <= durable) {", "if (key.finalAt >= -1) {")),
          of(
              "dead-letter-dropped-early",
              new Change(
                  DELIVER + "Feed.java",
                  "note(turn, offset, new Note(failures, 0, why));",
                  "done(turn, offset, offset + 1, 0); flush(turn);"),
              new Change(
                  DELIVER + "DeadLetters.java",
                  "note == null ? null : note.dying();",
                  "note == null ? Note.Death.REJECTED : note.dying();")),
          of(
              "delay-forgotten",
              new Change(
                  DELIVER + "Dispatcher.java", "due = Math.min(due, feed.nextDueMillis());", "")),
          of(
              "left-out-missed",
              new Change(
                  CORE + "queue/order/LeftOut.java",
                  "key.leftOut = to < end ? to : -1;",
                  "key.leftOut = -1;")),
          of(
              "late-settlement-honoured",
              new Change(
                  DELIVER + "SettleDecider.java",
                  "!lease.isOver(turn.nowMillis())) {\n        settle(turn, session, lease, s",
                  "lease.tag > 0) {\n        settle(turn, session, lease, s")),
          of(
              "deadline-forgotten",
              new Change(
                  DELIVER + "QueueSession.java",
                  "deadlines.add(lease);\n      } else {",
                  "} else {")),
          of(
              "extension-forgotten",
              new Change(
                  DELIVER + "QueueSession.java",
                  "lease.dueMillis = turn.nowMillis() + millis;",
                  "lease.dueMillis += 0;")),
          of(
              "filter-ignored",
              new Change(
                  DELIVER + "Feed.java",
                  "view().note(offset) != null || filter.passes(event)",
                  "view().note(offset) != null || filter.passes(event) || offset > 0")));

  private static Mutation of(String name, Change... changes) {
    return new Mutation(name, List.of(changes));
  }

  /// Instead of verbatim, the unproven tail is copied as if it were written anew.
  private static Mutation copiedWithNewHeaders() {
    return of(
        "copied-with-new-headers",
        new Change(RECOVERY, "private void copyUnproven", "private int copyUnproven"),
        new Change(
            RECOVERY,
            "GroupWrite write = new GroupWrite();",
            "GroupWrite write = new GroupWrite(); int chained = 0;"),
        new Change(
            RECOVERY,
            "FrameHeader.copiedBy(copy, 0, epoch);",
            """
            FrameHeader.Fields was = frame.fields();
            int before = chained == 0 ? was.previousCrc() : chained;
            chained = FrameHeader.write(copy, 0, frame.length(), new FrameHeader.Fields(
                was.sequence(), was.logStart(), was.durable(), epoch, before, was.mark()));
            """),
        new Change(RECOVERY, "write.finish(true);", "write.finish(true); return chained;"),
        new Change(
            RECOVERY,
            "    copyUnproven(recovered, epoch);",
            "    int chained = copyUnproven(recovered, epoch);"),
        new Change(
            RECOVERY,
            "end.fields().logStart(), end.headerCrc());",
            "end.fields().logStart(), chained == 0 ? end.headerCrc() : chained);"));
  }

  /// The one of that name.
  public static Mutation named(String name) {
    for (Mutation each : ALL) {
      if (each.name.equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "expected one of " + ALL.stream().map(Mutation::name).toList() + ", not " + name);
  }
}
