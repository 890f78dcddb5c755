package io.thalweg.protocol.kafka.request;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.protocol.ApiKeys;

/// The header of a request (Kafka protocol guide, "Request header", versions 1 and 2).
public record RequestHeader(ApiKeys api, short version, int correlation, String clientId) {
  /// What in front of `in` is no header of an API that exists.
  public static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what, null, false, false);
    }
  }

  private static final int TAGGED_FIELDS_SINCE = 2;

  /// Reads the header and moves the position behind it. For a version of ApiVersions that is not
  /// known only the part is read that all versions share.
  public static RequestHeader read(ByteBuffer in) {
    short key = in.getShort();
    short version = in.getShort();
    int correlation = in.getInt();
    if (!ApiKeys.hasId(key)) {
      throw new Malformed("expected a known API key, but it is " + key);
    }
    ApiKeys api = ApiKeys.forId(key);
    boolean known = version >= 0 && version <= api.messageType.highestSupportedVersion(true);
    if (!known && api == ApiKeys.API_VERSIONS) {
      return new RequestHeader(api, version, correlation, "");
    }
    if (!known) {
      throw new Malformed("expected a known version of " + api.name + ", but it is " + version);
    }
    String clientId = string(in);
    if (isFlexible(api, version)) {
      WireReader.skipTags(in, true);
    }
    return new RequestHeader(api, version, correlation, clientId);
  }

  /// Whether lengths are compact and structures end with tagged fields (KIP-482).
  static boolean isFlexible(ApiKeys api, short version) {
    return api.requestHeaderVersion(version) >= TAGGED_FIELDS_SINCE;
  }

  private static String string(ByteBuffer in) {
    short length = in.getShort();
    if (length < 0) {
      return "";
    }
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] utf8 = new byte[length];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
