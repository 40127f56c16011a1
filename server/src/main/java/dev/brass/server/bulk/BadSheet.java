package dev.brass.server.bulk;

/// An upload that is no table of orders as a whole; the message says why and what helps.
public final class BadSheet extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadSheet(String message) {
    super(message);
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
