package io.thalweg.server;

import io.thalweg.core.shard.UnknownRecordException;
import io.thalweg.server.config.Config;
import io.thalweg.server.config.ListenAddress;
import io.thalweg.server.config.Quantity;
import io.thalweg.storage.disk.DirectoryLockedException;
import io.thalweg.storage.ring.DamagedJournalException;
import io.thalweg.storage.ring.NewerFormatException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/// What went wrong at the start, as one line that says what to do.
final class StartErrors {
  private StartErrors() {}

  static StartException of(Exception e, Config config) {
    String directory = config.data().directory().toString();
    if (String.valueOf(e.getMessage()).contains("No space left")) {
      long bytes = config.storage().ringFileBytes();
      return new StartException(
          "the disk of "
              + directory
              + " is full: free "
              + Quantity.showBytes(bytes)
              + " there, which a start may need; nothing that was stored is lost",
          1);
    }
    return switch (e) {
      case DirectoryLockedException _ ->
          new StartException(
              "another broker uses " + directory + ": stop it, or choose another with --data", 1);
      case NewerFormatException newer ->
          new StartException(
              newer.getMessage() + ": use the newer version, or another directory with --data", 1);
      case UnknownRecordException newer ->
          new StartException(
              newer.getMessage() + ": use the newer version, or another directory with --data", 1);
      case DamagedJournalException damaged ->
          new StartException(
              damaged.getMessage()
                  + ": restore "
                  + directory
                  + " from a copy ('thalweg verify' lists all damage); nothing was changed",
              1);
      case AccessDeniedException _ ->
          new StartException(
              directory
                  + " cannot be written: give yourself the right to, or choose another"
                  + " with --data",
              1);
      case FileSystemException file ->
          new StartException(file.getMessage() + ": choose another directory with --data", 1);
      default -> new StartException("cannot start on " + directory + ": " + e, 1);
    };
  }

  /// The listener that `key` puts at `address` could not be opened.
  static StartException port(String key, ListenAddress address, IOException e) {
    String why = String.valueOf(e.getMessage());
    boolean used = why.contains("in use");
    String text =
        used
            ? address
                + " is in use: stop what listens there, or choose another with"
                + " -X "
                + key
                + "=127.0.0.1:PORT"
            : "cannot listen on " + address + ": " + why;
    return new StartException(text, 1);
  }
}
