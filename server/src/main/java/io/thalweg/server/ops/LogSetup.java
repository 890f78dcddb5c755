package io.thalweg.server.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.thalweg.server.StartException;
import io.thalweg.server.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.LoggerFactory;

/// Sets up the log of the whole process, without configuration files: one destination, one level.
public final class LogSetup {
  private static final String LINE =
      "%date{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger{0}: %message%n";

  /// Netty says much at debug level that is about itself.
  private static final String NETTY = "io.netty";

  private LogSetup() {}

  /// Nothing is logged: a client's command says itself what went wrong.
  public static void off() {
    fresh().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
  }

  /// Logs as configured, from now on.
  public static void start(Config.Log log) throws StartException {
    LoggerContext context = fresh();
    Path file = log.file();
    OutputStreamAppender<ILoggingEvent> appender =
        file == null ? standardError() : rotating(context, log, file);
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(LINE);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    Level level = Level.toLevel(log.level().name());
    root.setLevel(level);
    context.getLogger(NETTY).setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
  }

  private static LoggerContext fresh() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    return context;
  }

  private static OutputStreamAppender<ILoggingEvent> standardError() {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget("System.err");
    return appender;
  }

  private static OutputStreamAppender<ILoggingEvent> rotating(
      LoggerContext context, Config.Log log, Path file) throws StartException {
    prepare(file);
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setFile(file.toString());
    FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
    names.setContext(context);
    names.setParent(appender);
    names.setFileNamePattern(file + ".%i");
    names.setMinIndex(1);
    names.setMaxIndex(log.files());
    names.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setCheckIncrement(Duration.buildByMilliseconds(0));
    size.setMaxFileSize(new FileSize(log.fileBytes()));
    size.start();
    appender.setRollingPolicy(names);
    appender.setTriggeringPolicy(size);
    return appender;
  }

  /// Makes the file, readable by its owner only, or says why that is impossible: the library would
  /// go on without a log.
  private static void prepare(Path file) throws StartException {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      if (!Files.exists(file)) {
        Files.createFile(file, ownerOnly());
      }
      Files.newOutputStream(file, StandardOpenOption.APPEND).close();
    } catch (FileAlreadyExistsException e) {
      throw new StartException(
          "log.file: " + e.getFile() + " is in the way; name another with -X log.file=FILE", 1);
    } catch (IOException e) {
      throw new StartException(
          "log.file: cannot write "
              + file
              + " ("
              + e.getMessage()
              + "); name another with -X log.file=FILE, or none for standard error",
          1);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
