package dev.brass.server.db;

/// What could not be done at the moment: nothing of it was done, and it may be tried again.
public final class UnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnavailableException(String message) {
    super(message);
  }

  UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
