package io.thalweg.cli.event;

/// Backslash escapes in what is typed on a command line: `\n`, `\r`, `\t`, `\0`, `\\`.
final class Escapes {
  private Escapes() {}

  static String read(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        c = escaped(text.charAt(i));
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static char escaped(char letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '0' -> '\0';
      default -> letter;
    };
  }
}
