package dev.brass.server.db;

/// A PostgreSQL that a server cannot reach, or cannot trust with orders. The message is one
/// sentence for the operator.
public final class UnsuitableDatabaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsuitableDatabaseException(String message) {
    super(message);
  }

  UnsuitableDatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
