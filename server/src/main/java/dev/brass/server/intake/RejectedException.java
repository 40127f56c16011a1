package dev.brass.server.intake;

/// Carries a rejection out of a check.
final class RejectedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Rejection why;

  RejectedException(Rejection why) {
    super(why.message());
    this.why = why;
  }

  Rejection why() {
    return why;
  }
}
