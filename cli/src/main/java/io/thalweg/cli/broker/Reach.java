package io.thalweg.cli.broker;

import io.thalweg.cli.terminal.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// Whether anybody listens at an address. Costs one connection; says at once what the Kafka clients
/// would take a minute to say.
final class Reach {
  /// For all addresses together.
  private static final int PATIENCE_MILLIS = 3_000;

  private final List<String> tried = new ArrayList<>();
  private final long deadlineNanos = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;

  private Reach() {}

  /// Fails unless one of `addresses`, separated by commas, accepts a connection.
  static void check(String addresses) {
    Reach reach = new Reach();
    for (String address : addresses.split(",", -1)) {
      if (reach.answers(address.strip())) {
        return;
      }
    }
    throw new Failure(
        "no broker answers at "
            + addresses
            + " ("
            + String.join("; ", reach.tried)
            + "): start one with 'thalweg serve', or name another with --broker HOST:PORT");
  }

  private boolean answers(String address) {
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new Failure(
          "--broker '" + address + "': write HOST:PORT, such as localhost:9092", Failure.USAGE);
    }
    try {
      String host = address.substring(0, colon);
      for (InetAddress one : InetAddress.getAllByName(host)) {
        if (answers(new InetSocketAddress(one, Integer.parseInt(port)))) {
          return true;
        }
      }
    } catch (UnknownHostException e) {
      tried.add("there is no such host");
    }
    return false;
  }

  private boolean answers(InetSocketAddress address) {
    long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, Math.toIntExact(left));
      return true;
    } catch (SocketTimeoutException e) {
      tried.add(address.getAddress().getHostAddress() + ": silence");
    } catch (ConnectException e) {
      tried.add(address.getAddress().getHostAddress() + ": connection refused");
    } catch (IOException e) {
      tried.add(address.getAddress().getHostAddress() + ": " + e.getMessage());
    }
    return false;
  }
}
