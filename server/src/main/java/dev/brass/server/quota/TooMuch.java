package dev.brass.server.quota;

import java.time.Duration;

/// A refusal: an owner has as much as it may have at a time, or wants more than the total.
public final class TooMuch extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean forEver;
  private final Duration retryAfter;

  private TooMuch(String message, boolean forEver, Duration retryAfter) {
    super(message);
    this.forEver = forEver;
    this.retryAfter = retryAfter;
  }

  /// A refusal of work that may succeed later.
  public static TooMuch now(String message, Duration retryAfter) {
    return new TooMuch(message, false, retryAfter);
  }

  /// A refusal of work that will not succeed on this server.
  static TooMuch ever(String message) {
    return new TooMuch(message, true, Duration.ZERO);
  }

  /// Whether trying again is useless.
  public boolean isForEver() {
    return forEver;
  }

  /// When to try again.
  public Duration retryAfter() {
    return retryAfter;
  }
}
