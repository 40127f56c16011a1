package dev.brass.server.cli;

/// The end of a command that did its work, but whose orders failed.
final class OrdersFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OrdersFailedException(String message) {
    super(message);
  }
}
