package dev.brass.server.cli;

/// The end of a command that cannot do its work; the message is all that the operator needs to
/// know.
final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message);
  }
}
