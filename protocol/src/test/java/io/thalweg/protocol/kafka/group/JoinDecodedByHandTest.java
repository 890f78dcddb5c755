package io.thalweg.protocol.kafka.group;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.GroupCommand;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.protocol.kafka.request.Decoding;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

/// What is read by hand is what Kafka's own message reads, in every version.
class JoinDecodedByHandTest {
  private static final String CLIENT = "client";
  private static final String HOST = "/host";

  @Test
  void join() {
    Decoding.everyVersion(
        ApiKeys.JOIN_GROUP,
        by -> {
          JoinGroupRequestData request =
              new JoinGroupRequestData()
                  .setGroupId(by.name())
                  .setSessionTimeoutMs(by.number())
                  .setRebalanceTimeoutMs(by.version() >= 1 ? by.number() : -1)
                  .setMemberId(by.name())
                  .setGroupInstanceId(by.version() >= 5 ? by.nameOrNull() : null)
                  .setProtocolType(by.name())
                  .setReason(by.version() >= 8 ? by.nameOrNull() : null);
          by.some(
                  () ->
                      by.tagged(
                          new JoinGroupRequestProtocol()
                              .setName(by.name())
                              .setMetadata(by.bytes())))
              .forEach(request.protocols()::mustAdd);
          by.<GroupCommand>check(
              by.tagged(request),
              in -> JoinGroupHandler.exchange(in, CLIENT, HOST).commands().getFirst(),
              in -> join(new JoinGroupRequestData(in, by.version()), by.version()));
        });
  }

  private static Join join(JoinGroupRequestData request, short version) {
    return new Join(
        request.groupId(),
        request.memberId(),
        request.groupInstanceId(),
        CLIENT,
        HOST,
        request.sessionTimeoutMs(),
        version >= 1 ? request.rebalanceTimeoutMs() : request.sessionTimeoutMs(),
        request.protocolType(),
        request.protocols().stream()
            .map(each -> new Protocol(each.name(), new Opaque(each.metadata())))
            .toList(),
        version >= 4,
        version >= 9);
  }
}
