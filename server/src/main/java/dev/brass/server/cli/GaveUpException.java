package dev.brass.server.cli;

/// A server that cannot continue.
final class GaveUpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  GaveUpException(String why) {
    super(why + "; the server ends and has to be started again");
  }
}
