package dev.brass.server.api.admin;

/// A refusal of this API: an HTTP status and a sentence that says what to do.
final class AdminProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  AdminProblem(int status, String message) {
    super(message);
    this.status = status;
  }

  static AdminProblem notFound(String what, Object name) {
    return new AdminProblem(404, "There is no " + what + " " + name + ".");
  }

  int status() {
    return status;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
