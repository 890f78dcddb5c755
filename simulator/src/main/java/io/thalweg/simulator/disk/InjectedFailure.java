package io.thalweg.simulator.disk;

import java.io.IOException;

/// A call failed because it was told to.
public final class InjectedFailure extends IOException {
  private static final long serialVersionUID = 1L;

  InjectedFailure(Faults.Call call, String file) {
    super("injected: " + call + " " + file);
  }
}
