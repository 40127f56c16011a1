package dev.brass.postgres;

import org.jspecify.annotations.Nullable;

/// A failure of the embedded PostgreSQL. The message is one line for the operator: what happened,
/// in which folder, and what to do about it.
public final class EmbeddedPostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(String message) {
    super(message);
  }

  EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
