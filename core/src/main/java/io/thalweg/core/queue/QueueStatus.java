package io.thalweg.core.queue;

/// All queues in numbers, at one moment.
///
/// @param count queues
/// @param consumers of all of them
/// @param delivered events since the start, again or not
/// @param buried dead letters that were copied or dropped since the start
/// @param unreadable events since the start that were no events, as they are stored: nobody gets
///   them
public record QueueStatus(int count, int consumers, long delivered, long buried, long unreadable) {}
