package io.thalweg.simulator.told;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Tells a history, step by step, to whoever wants to read it; and knows which step it is at.
public final class Story {
  /// Timestamps of batches: this plus their number.
  public static final long FIRST_TIMESTAMP = 1_000_000;

  private static final int LONGEST = 700;

  /// Where bytes lie in memory, which says nothing to anybody.
  private static final Pattern BLOCK = Pattern.compile("block=[^,]*, ");

  private final Consumer<String> reader;
  private final boolean told;
  private long began;
  private long millis;
  private long elapsed;
  private long entered;
  private int life;
  private long step;
  private long operations;

  /// Told to `reader` if `told`; else only counted.
  public Story(Consumer<String> reader, boolean told) {
    this.reader = reader;
    this.told = told;
  }

  /// The same up to now, which nobody reads on.
  public Story apart() {
    Story apart = new Story(_ -> {}, false);
    apart.began = began;
    apart.millis = millis;
    apart.elapsed = elapsed;
    apart.entered = entered;
    return apart;
  }

  /// Whether anybody reads it: else no text need be made.
  public boolean told() {
    return told;
  }

  /// One line.
  public void tell(String line) {
    if (told) {
      reader.accept(
          String.format("%6d  life %-2d %9.3f s  %s", step, life, (millis - began) / 1000.0, line));
    }
  }

  /// What a client asks for, in words.
  public static String text(Command command) {
    return switch (command) {
      case TopicCommand.Append append -> text(append);
      case TopicCommand.Configure configure -> "Configure[topic=" + configure.topic() + "]";
      default -> brief(command.toString());
    };
  }

  private static String text(TopicCommand.Append append) {
    ByteBuffer batch = append.batch();
    long producer = BatchHeader.producerId(batch, 0);
    String from =
        producer < 0
            ? ""
            : ", producer=" + producer + ", sequence=" + BatchHeader.baseSequence(batch, 0);
    return String.format(
        "Append[partition=%d, batch=%d, events=%d%s]",
        append.partition(),
        BatchHeader.baseTimestamp(batch, 0) - FIRST_TIMESTAMP,
        BatchHeader.count(batch, 0),
        from);
  }

  /// What a client hears.
  public static String text(Reply reply) {
    return brief(BLOCK.matcher(reply.toString()).replaceAll(""));
  }

  private static String brief(String text) {
    return text.length() < LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }

  /// It is so late.
  public void time(long nowMillis) {
    began = began == 0 ? nowMillis : began;
    elapsed += millis == 0 ? 0 : Math.max(0, nowMillis - millis);
    millis = nowMillis;
  }

  /// How far the clock went ahead in all; no time of the broker's went further.
  public long elapsed() {
    return elapsed;
  }

  /// The journal takes an entry.
  public void nextEntry() {
    entered = elapsed;
  }

  /// What [#elapsed] was then: no event of the next entry is older.
  public long entered() {
    return entered;
  }

  /// The next life begins.
  public void nextLife() {
    life++;
  }

  /// The next step begins.
  public void nextStep() {
    step++;
  }

  /// A client asks for something.
  public void nextOperation() {
    operations++;
  }

  /// How often clients have asked for something.
  public long operations() {
    return operations;
  }

  /// Where it is at, for a failure's message.
  public String place() {
    return "life " + life + ", step " + step + ", operation " + operations;
  }
}
