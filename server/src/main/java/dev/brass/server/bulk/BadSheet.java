package dev.brass.server.bulk;

/// An upload that as a whole is not a table of orders; the message gives the reason and a remedy.
public final class BadSheet extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadSheet(String message) {
    super(message);
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
