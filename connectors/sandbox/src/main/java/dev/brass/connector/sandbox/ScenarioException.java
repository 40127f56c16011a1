package dev.brass.connector.sandbox;

/// A scenario that the marketplace does not know. The message names what it knows instead; the
/// quote is refused with it.
final class ScenarioException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String told;

  ScenarioException(String message) {
    super(message);
    this.told = message;
  }

  /// The message, which is never absent.
  @Override
  public String getMessage() {
    return told;
  }
}
