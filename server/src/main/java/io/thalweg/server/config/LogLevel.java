package io.thalweg.server.config;

/// The least weighty line that is logged.
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  OFF
}
