package io.thalweg.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a command finish its last line when the process is asked to end. The process then ends with
/// the exit code that the signal gives it.
public final class CtrlC implements AutoCloseable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private CtrlC(Runnable action, long waitMillis) {
    hook = Thread.ofPlatform().name("ctrl-c").unstarted(() -> interrupted(action, waitMillis));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Runs `action` when the process is asked to end, then waits up to `waitMillis` for [#close].
  public static CtrlC then(Runnable action, long waitMillis) {
    return new CtrlC(action, waitMillis);
  }

  private void interrupted(Runnable action, long waitMillis) {
    action.run();
    try {
      var _ = ended.await(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook with it.
    }
  }
}
