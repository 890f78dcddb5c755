package io.thalweg.cli.event;

import io.thalweg.cli.load.Pace;
import io.thalweg.cli.terminal.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// One run of `publish`: takes events from their source at their pace and sends them. One thread
/// runs it; others may stop it and ask how far it is.
final class Publishing {
  private final Producer<byte[], byte[]> producer;
  private final Publisher publisher;
  private final Division division;
  private final @Nullable Double rate;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile @Nullable Pace pace;
  private volatile long began = System.nanoTime();

  /// @param rate null: as fast as they come
  Publishing(
      Producer<byte[], byte[]> producer,
      Publisher publisher,
      Division division,
      @Nullable Double rate) {
    this.producer = producer;
    this.publisher = publisher;
    this.division = division;
    this.rate = rate;
  }

  /// How a line becomes an event.
  ///
  /// @param key of every event, unless there is a separator
  record Division(@Nullable String key, @Nullable KeySeparator separator, boolean emptyIsNull) {

    byte @Nullable [] keyOf(byte[] line) {
      if (separator != null) {
        return separator.key(line);
      }
      return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    byte @Nullable [] valueOf(byte[] line) {
      byte[] value = separator == null ? line : separator.value(line);
      return emptyIsNull && value.length == 0 ? null : value;
    }
  }

  /// Returns when all are acknowledged, or it was told to stop.
  void run(Source source) {
    began = System.nanoTime();
    try {
      if (rate != null) {
        var _ = producer.partitionsFor(publisher.topic()); // connecting is no event's delay
        began = System.nanoTime();
        pace = Pace.of(rate);
      }
      publishAll(source);
      producer.flush();
    } catch (IOException e) {
      throw new Failure("cannot read standard input: " + e.getMessage());
    } catch (IllegalStateException | KafkaException e) {
      if (!stopped.get()) { // else the producer was closed, which is how it is stopped
        throw e;
      }
    }
    if (!stopped.get()) {
      publisher.failIfRefused();
    }
  }

  private void publishAll(Source source) throws IOException {
    Pace steady = pace;
    for (byte[] line = source.next(); line != null; line = source.next()) {
      if (steady != null) {
        var _ = steady.await(stopped::get);
      }
      if (stopped.get()) {
        return;
      }
      publisher.send(division.keyOf(line), division.valueOf(line));
      publisher.failIfRefused();
    }
  }

  /// Nothing more is sent after this; the producer is the caller's to close. On any thread.
  void stop() {
    stopped.set(true);
  }

  boolean isStopped() {
    return stopped.get();
  }

  /// What became of the events so far. On any thread.
  Summary summary() {
    Pace steady = pace;
    long until = System.nanoTime();
    if (steady != null) {
      until = Math.max(until, steady.nextDue()); // the last event's interval is part of the rate
    }
    double seconds = (until - began) / 1e9;
    return Summary.of(publisher, seconds, steady == null ? null : steady.outcome());
  }
}
