package io.thalweg.core.base;

/// Stored bytes that are not what was written.
///
/// @param file the file's name inside the data directory
/// @param position byte position of the damage in the file
/// @param what one sentence: what was expected, what was found
public record Damage(String file, long position, String what) {
  @Override
  public String toString() {
    return "damage in " + file + " at byte " + position + ": " + what;
  }
}
