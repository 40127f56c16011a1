package dev.brass.server.secret;

/// Secrets that cannot be opened or kept. The message says what an operator can do and never
/// contains a secret.
public final class VaultException extends RuntimeException {

  private static final long serialVersionUID = 1;

  VaultException(String message) {
    super(message);
  }

  VaultException(String message, Throwable cause) {
    super(message, cause);
  }
}
