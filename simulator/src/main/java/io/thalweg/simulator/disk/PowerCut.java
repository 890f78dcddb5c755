package io.thalweg.simulator.disk;

/// The machine stops in the middle of a call. An error, so that nobody handles it on the way out.
public final class PowerCut extends Error {
  private static final long serialVersionUID = 1L;

  PowerCut() {
    super("the machine has stopped", null, false, false);
  }
}
