package io.thalweg.protocol.kafka.request;

import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.wire.Out;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.jspecify.annotations.Nullable;

/// One request of a connection, from its header to its answer. Answers leave in the order of
/// requests.
public final class KafkaRequest {
  /// What a handler does with the replies to its commands.
  public interface Replies {
    /// The reply to the command that was submitted with number `at`. Slices in it are lent.
    void replied(int at, Reply reply);
  }

  /// The session, as requests see it.
  public interface Origin {
    /// Submits a command whose reply comes to [Replies] of `request` with number `at`.
    void submit(KafkaRequest request, int at, Command command);

    /// `request` has its answer.
    void answered(KafkaRequest request);

    /// As [Out#spare].
    long spare();

    /// Closes the connection.
    void close(String why);
  }

  private static final Answer NOTHING =
      new Answer() {
        @Override
        public int bytes() {
          return 0;
        }

        @Override
        public void write(Out out) {}
      };

  private final Origin origin;
  private final ApiKeys api;
  private final short version;
  private final int correlation;
  private final String clientId;
  private final long number;
  private final long began;
  private @Nullable ByteBuffer body;
  private @Nullable Replies replies;
  private @Nullable Answer answer;

  /// A request whose body lies between `body`'s position and limit; it `began` when it was whole.
  public KafkaRequest(
      Origin origin, RequestHeader header, long number, long began, ByteBuffer body) {
    this.origin = origin;
    this.api = header.api();
    this.version = header.version();
    this.correlation = header.correlation();
    this.clientId = header.clientId();
    this.number = number;
    this.began = began;
    this.body = body;
  }

  public ApiKeys api() {
    return api;
  }

  public short version() {
    return version;
  }

  /// Whether lengths are compact and structures end with tagged fields, in the answer too.
  public boolean isFlexible() {
    return RequestHeader.isFlexible(api, version);
  }

  public int correlation() {
    return correlation;
  }

  public String clientId() {
    return clientId;
  }

  /// Its place among the connection's requests.
  public long number() {
    return number;
  }

  /// The moment when it was whole, as [RequestStats#now] tells it.
  public long began() {
    return began;
  }

  /// The undecoded body; lent while the request is being handled.
  public ByteBuffer body() {
    ByteBuffer bytes = body;
    if (bytes == null) {
      throw new IllegalStateException("expected the body to be read while it is lent");
    }
    return bytes;
  }

  /// The body, for a generated message.
  public ByteBufferAccessor accessor() {
    return new FieldLimit(body());
  }

  /// The body, to be read by hand.
  public RequestFields fields() {
    return new RequestFields(body(), api, version);
  }

  /// As [Out#spare].
  public long spare() {
    return origin.spare();
  }

  /// The handler is done with the body.
  public void handled() {
    body = null;
  }

  /// Where the replies to the commands go. To be said before the first [#submit].
  public void onReply(Replies handler) {
    replies = handler;
  }

  /// Gives `command`, whose reply comes with number `at`.
  public void submit(int at, Command command) {
    origin.submit(this, at, command);
  }

  /// Hands a reply to the handler.
  public void replied(int at, Reply reply) {
    Replies handler = replies;
    if (handler != null) {
      handler.replied(at, reply);
    }
  }

  /// Answers with a generated message.
  public void answer(ApiMessage message) {
    ObjectSerializationCache cache = new ObjectSerializationCache();
    int bytes = message.size(cache, version);
    answer(
        new Answer() {
          @Override
          public int bytes() {
            return bytes;
          }

          @Override
          public short error() {
            return FirstError.of(message);
          }

          @Override
          public void write(Out out) {
            ByteBuffer room = out.room(bytes);
            message.write(new ByteBufferAccessor(room), cache, version);
            out.advance(room);
          }
        });
  }

  /// Answers with bytes of one's own.
  public void answer(Answer bytes) {
    answer = bytes;
    origin.answered(this);
  }

  /// Is done, without any response.
  public void answerNothing() {
    answer(NOTHING);
  }

  /// Whether the response has no bytes at all, not even a header.
  public boolean isSilent() {
    return answer == NOTHING;
  }

  /// The answer, once there is one.
  public @Nullable Answer answer() {
    return answer;
  }

  /// Closes the connection.
  public void close(String why) {
    origin.close(why);
  }
}
