package io.thalweg.core.access;

import java.nio.charset.StandardCharsets;

/// Which texts may be names.
final class Names {
  private Names() {}

  /// Whether `text` is one of UTF-8 with at most so many bytes, and no control characters.
  static boolean fits(String text, int maxBytes) {
    if (text.length() > maxBytes) {
      return false;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return utf8.length <= maxBytes
        && new String(utf8, StandardCharsets.UTF_8).equals(text)
        && text.chars().noneMatch(Character::isISOControl);
  }

  static boolean isNamespace(String text) {
    return !text.isEmpty() && fits(text, AccessSettings.MAX_NAME);
  }

  /// Without a colon, which ends the name in HTTP's basic authentication (RFC 7617, section 2).
  static boolean isUser(String text) {
    return isNamespace(text) && text.indexOf(':') < 0;
  }

  /// Tags are shown as a list with commas.
  static boolean isTag(String text) {
    return !text.isEmpty()
        && fits(text, AccessSettings.MAX_TAG)
        && text.chars().noneMatch(each -> each == ',' || Character.isWhitespace(each));
  }
}
