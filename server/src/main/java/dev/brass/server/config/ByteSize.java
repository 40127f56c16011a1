package dev.brass.server.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, written `512`, `64KiB`, `1MiB` or `2GiB`.
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,12}) ?(|KiB|MiB|GiB)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative");
    }
  }

  /// Reads a size.
  ///
  /// @throws IllegalArgumentException when the text is no size
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no size");
    }
    return new ByteSize(
        Math.multiplyExact(Long.parseLong(matcher.group(1)), factor(matcher.group(2))));
  }

  private static long factor(String unit) {
    return switch (unit) {
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      default -> 1;
    };
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /// As it would be written, in the largest unit that is exact.
  @Override
  public String toString() {
    for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
      if (bytes > 0 && bytes % factor(unit) == 0) {
        return String.format(Locale.ROOT, "%d%s", bytes / factor(unit), unit);
      }
    }
    return Long.toString(bytes);
  }
}
