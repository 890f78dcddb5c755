package io.thalweg.core.queue.letter;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.exchange.HeaderValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a protocol has kept of a message in its event, for whoever routes a copy of it, orders by a
/// header or filters by some. Called on the shard's thread only.
public interface MessageHeaders {
  /// What [#find] says if there is no such header.
  long ABSENT = -1;

  /// Nothing.
  MessageHeaders NONE =
      new MessageHeaders() {
        @Override
        public Headers of(EventCursor event) {
          return Headers.NONE;
        }

        @Override
        public List<String> keys(EventCursor event) {
          return List.of();
        }

        @Override
        public long find(EventCursor event, byte[] name) {
          return ABSENT;
        }

        @Override
        public @Nullable HeaderValue value(EventCursor event, byte[] name) {
          return null;
        }
      };

  /// What exchanges of headers ask for. Looks into the event, whose headers it goes through, when
  /// it is asked.
  Headers of(EventCursor event);

  /// Routing keys that count as much as the one that the message was published with. Goes through
  /// the event's headers.
  List<String> keys(EventCursor event);

  /// Where the value of the first header named `name` (UTF-8) lies in the event's buffer: the index
  /// in the upper 32 bits, the length in the lower; or [#ABSENT]. Equal values have equal bytes.
  /// Goes through the event's headers; allocates nothing.
  long find(EventCursor event, byte[] name);

  /// What a filter asks for by `name` (UTF-8): of a message the header, or what else the protocol
  /// calls so; null if it has none, or if the event is none of the protocol's. Goes through the
  /// event's headers.
  @Nullable HeaderValue value(EventCursor event, byte[] name);
}
