package io.thalweg.cli.terminal;

import java.io.PrintWriter;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How far a long command has come, told each second on standard error: on a terminal in one line
/// that is written again in place, elsewhere in a line each time, if that is asked for.
public final class Progress implements AutoCloseable {
  private static final int STANDARD_ERROR = 2;

  /// Back to the line's begin, and erase what stands there.
  private static final String AGAIN = "\r\033[K";

  private final PrintWriter err;
  private final @Nullable Boolean asked;
  private final Supplier<String> line;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private boolean inPlace;

  private Progress(PrintWriter err, @Nullable Boolean asked, Supplier<String> line) {
    this.err = err;
    this.asked = asked;
    this.line = line;
    this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::run);
  }

  /// @param asked true: everywhere; false: nowhere; null: on a terminal
  /// @param line called on a thread of its own
  public static Progress start(PrintWriter err, @Nullable Boolean asked, Supplier<String> line) {
    Progress progress = new Progress(err, asked, line);
    if (asked == null || asked) {
      progress.thread.start();
    }
    return progress;
  }

  private void run() {
    try {
      boolean terminal = false;
      while (!ended.await(1, TimeUnit.SECONDS)) {
        terminal = terminal || isTerminal(STANDARD_ERROR);
        if (!terminal && asked == null) {
          return;
        }
        show(terminal);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show(boolean terminal) {
    inPlace = terminal;
    if (terminal) {
      err.print(AGAIN + line.get());
    } else {
      err.println(line.get());
    }
    err.flush();
  }

  /// Asks the C library; the JDK only tells of standard input and output.
  @SuppressWarnings("restricted") // the launcher allows native access
  private static boolean isTerminal(int descriptor) {
    Linker linker = Linker.nativeLinker();
    MethodHandle isatty =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("isatty"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      return (int) isatty.invokeExact(descriptor) == 1;
    } catch (Throwable e) {
      throw new IllegalStateException("isatty", e);
    }
  }

  /// Erases the line. Nothing is told any more.
  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (inPlace) {
      err.print(AGAIN);
      err.flush();
    }
  }
}
