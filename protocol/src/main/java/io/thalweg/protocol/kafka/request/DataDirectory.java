package io.thalweg.protocol.kafka.request;

import java.util.function.LongSupplier;

/// Where everything is kept, as clients may see it.
///
/// @param path absolute
/// @param totalBytes of the volume it is on; -1 if that is unknown
/// @param usableBytes of that volume; -1 if that is unknown
public record DataDirectory(String path, LongSupplier totalBytes, LongSupplier usableBytes) {}
