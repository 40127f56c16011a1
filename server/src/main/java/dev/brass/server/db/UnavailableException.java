package dev.brass.server.db;

import org.jspecify.annotations.Nullable;

/// Work that could not be done at the moment: nothing of it was done, and it may be tried again.
public final class UnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// The failure of a transaction that needs a lock which another one holds for long; null for any
  /// other failure.
  public static @Nullable UnavailableException of(RuntimeException failure) {
    if (failure instanceof UnavailableException unavailable) {
      return unavailable;
    }
    return Trouble.of(failure) == Trouble.LOCKED
        ? new UnavailableException(
            "a row that is needed is being changed by another transaction; try again", failure)
        : null;
  }

  UnavailableException(String message) {
    super(message);
  }

  UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
