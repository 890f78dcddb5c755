package io.thalweg.protocol.kafka.admin;

import io.thalweg.protocol.kafka.request.Answer;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.wire.Out;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/// ApiVersions. A version that is not known is answered in version 0 with error 35 (KIP-511).
public final class ApiVersionsHandler implements Handler {
  private final List<Served> served;

  public ApiVersionsHandler(List<Served> served) {
    this.served = served;
  }

  @Override
  public void handle(KafkaRequest request) {
    int version = request.version();
    boolean known = version >= 0 && version <= ApiKeys.API_VERSIONS.latestVersion();
    ApiVersionsResponseData answer =
        new ApiVersionsResponseData()
            .setApiKeys(versions())
            .setFinalizedFeaturesEpoch(0)
            .setErrorCode((known ? Errors.NONE : Errors.UNSUPPORTED_VERSION).code());
    if (known) {
      request.answer(answer);
    } else {
      request.answer(inVersionZero(answer));
    }
  }

  private ApiVersionCollection versions() {
    ApiVersionCollection versions = new ApiVersionCollection();
    for (Served api : served) {
      versions.add(
          new ApiVersion()
              .setApiKey(api.api().id)
              .setMinVersion((short) api.advertised())
              .setMaxVersion((short) api.highest()));
    }
    return versions;
  }

  private static Answer inVersionZero(ApiVersionsResponseData answer) {
    ObjectSerializationCache cache = new ObjectSerializationCache();
    int bytes = answer.size(cache, (short) 0);
    return new Answer() {
      @Override
      public int bytes() {
        return bytes;
      }

      @Override
      public void write(Out out) {
        ByteBuffer room = out.room(bytes);
        answer.write(new ByteBufferAccessor(room), cache, (short) 0);
        out.advance(room);
      }
    };
  }
}
