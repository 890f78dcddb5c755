package io.thalweg.storage.verify;

/// Lets one call through after the other.
record OneAtATime(Watcher watcher) implements Watcher {
  @Override
  public void started(long bytes) {
    synchronized (watcher) {
      watcher.started(bytes);
    }
  }

  @Override
  public void read(long bytes) {
    synchronized (watcher) {
      watcher.read(bytes);
    }
  }

  @Override
  public void found(Finding finding) {
    synchronized (watcher) {
      watcher.found(finding);
    }
  }

  @Override
  public void noted(String line) {
    synchronized (watcher) {
      watcher.noted(line);
    }
  }
}
