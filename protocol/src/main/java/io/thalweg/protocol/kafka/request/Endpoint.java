package io.thalweg.protocol.kafka.request;

/// The address that a client has reached the broker at, and is told to come back to.
public record Endpoint(String host, int port) {}
