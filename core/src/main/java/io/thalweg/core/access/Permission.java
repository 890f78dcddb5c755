package io.thalweg.core.access;

/// What a user may do in a namespace: regular expressions (`java.util.regex`, matched anywhere in a
/// name, as RabbitMQ does) for names of exchanges and queues; empty: none but those with an empty
/// name.
///
/// @param configure names that may be declared and deleted
/// @param write names that may be written to
/// @param read names that may be read from
public record Permission(
    String user, long namespace, String configure, String write, String read) {}
