package io.thalweg.server.net;

/// Limits of all connections together.
///
/// @param maxConnections further ones are closed at once
/// @param inboundBytes of requests that have not arrived whole
/// @param outboundBytes of one connection that its client has not read; beyond that it is asked for
///   no more
public record NetSettings(int maxConnections, long inboundBytes, int outboundBytes) {}
