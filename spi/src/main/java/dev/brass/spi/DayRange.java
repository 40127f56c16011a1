package dev.brass.spi;

/// A span of days, both ends included.
public record DayRange(int min, int max) {

  public DayRange {
    if (min < 0 || max < min) {
      throw new IllegalArgumentException("not a range of days: " + min + " to " + max);
    }
  }

  public DayRange plus(DayRange other) {
    return new DayRange(min + other.min, max + other.max);
  }
}
