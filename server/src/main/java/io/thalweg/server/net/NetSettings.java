package io.thalweg.server.net;

/// Limits of all connections together.
///
/// @param maxConnections further ones are closed at once
/// @param idleMillis a connection that brought no whole request and took no answer for so long is
///   closed
/// @param inboundBytes of requests that have not arrived whole
/// @param outboundBytes of answers that clients have not read
public record NetSettings(
    int maxConnections, long idleMillis, long inboundBytes, long outboundBytes) {}
