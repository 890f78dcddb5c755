package io.thalweg.server.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.server.StartException;
import io.thalweg.server.config.Config;
import io.thalweg.server.config.LogLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogSetupTest {
  @TempDir Path directory;

  @AfterEach
  void off() {
    LogSetup.off();
  }

  @Test
  void theLevelDecidesWhatIsWritten() throws Exception {
    Path file = directory.resolve("logs/thalweg.log");
    LogSetup.start(new Config.Log(LogLevel.WARN, file, 1 << 20, 3));
    LoggerFactory.getLogger("io.thalweg.Here").info("quiet");
    LoggerFactory.getLogger("io.thalweg.Here").warn("loud");
    String text = Files.readString(file);
    assertThat(text).contains("WARN ").contains("Here: loud").doesNotContain("quiet");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void filesRotateAndOldOnesGo() throws Exception {
    Path file = directory.resolve("thalweg.log");
    LogSetup.start(new Config.Log(LogLevel.INFO, file, 64 << 10, 2));
    String line = "x".repeat(1000);
    for (int i = 0; i < 400; i++) {
      LoggerFactory.getLogger("io.thalweg.Here").info(line);
    }
    assertThat(file).exists();
    assertThat(directory.resolve("thalweg.log.1")).exists();
    assertThat(directory.resolve("thalweg.log.3")).doesNotExist();
    assertThat(Files.size(file)).isLessThan(128 << 10);
  }

  @Test
  void aFileThatCannotBeWrittenIsSaid() throws Exception {
    Path inTheWay = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(
            () ->
                LogSetup.start(
                    new Config.Log(LogLevel.INFO, inTheWay.resolve("thalweg.log"), 1 << 20, 1)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("log.file")
        .hasMessageContaining("-X log.file=FILE");
  }
}
