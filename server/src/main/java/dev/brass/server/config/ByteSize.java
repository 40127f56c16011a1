package dev.brass.server.config;

import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import java.util.Locale;

/// A number of bytes, written `512`, `64KiB`, `1MiB` or `2GiB`.
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  private static final LinearPattern FORM = LinearPattern.of("(\\d{1,12}) ?(|KiB|MiB|GiB)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative");
    }
  }

  /// Reads a size.
  ///
  /// @throws IllegalArgumentException when the text is not a size
  public static ByteSize parse(String text) {
    Found found = FORM.match(text).orElseThrow(() -> new IllegalArgumentException("no size"));
    return new ByteSize(
        Math.multiplyExact(Long.parseLong(found.groupOrEmpty(1)), factor(found.groupOrEmpty(2))));
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
