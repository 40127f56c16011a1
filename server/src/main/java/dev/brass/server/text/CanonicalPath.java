package dev.brass.server.text;

/// The one way to write a path, so that this server and any filter of paths before it, such as a
/// proxy, see the same one.
public final class CanonicalPath {

  private CanonicalPath() {}

  /// Whether a path, without its query, is written in that way: it has no parameters (`;x=1`), no
  /// segments `.` and `..`, no empty segment but the last, no backslash, no control character, and
  /// no unnecessary escapes. (`%7E` is one that Java's own encoder writes.)
  public static boolean is(String path) {
    return path.startsWith("/") && !path.contains("//") && hasNoDots(path) && isWritten(path);
  }

  private static boolean hasNoDots(String path) {
    return !path.contains("/./")
        && !path.contains("/../")
        && !path.endsWith("/.")
        && !path.endsWith("/..");
  }

  private static boolean isWritten(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c == 0x7f || c == ';' || c == '\\') {
        return false;
      }
      if (c == '%') {
        if (i + 2 >= path.length() || !isNeeded(path.substring(i + 1, i + 3))) {
          return false;
        }
        i += 2;
      }
    }
    return true;
  }

  /// Whether two digits mean a character that only they can write.
  private static boolean isNeeded(String digits) {
    if (!Characters.areHexDigits(digits, 2)) {
      return false;
    }
    int c = Integer.parseInt(digits, 16);
    boolean free = Characters.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_';
    return !free && c >= ' ' && c != 0x7f && c != '\\';
  }
}
