package io.thalweg.checks.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessTest {
  @TempDir Path folder;

  @Test
  void itStartsStopsAndStartsAgainOnTheSamePort() throws IOException {
    try (BrokerProcess broker = BrokerProcess.on(folder.resolve("data")).start()) {
      int port = broker.port();
      assertThat(accepts(port)).isTrue();
      broker.stop();
      assertThat(broker.isRunning()).isFalse();
      assertThat(accepts(port)).isFalse();
      broker.startAgain();
      assertThat(broker.port()).isEqualTo(port);
      broker.kill();
      broker.startAgain();
      assertThat(accepts(port)).isTrue();
    }
  }

  private static boolean accepts(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }
}
