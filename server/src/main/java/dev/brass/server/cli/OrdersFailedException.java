package dev.brass.server.cli;

/// The end of a command that did what it was asked for, after which orders turned out to have
/// failed.
final class OrdersFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OrdersFailedException(String message) {
    super(message);
  }
}
