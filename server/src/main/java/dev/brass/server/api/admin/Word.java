package dev.brass.server.api.admin;

/// The operator who decides, and the reason. Both are stored.
///
/// @param actor such as a name or an address
record Word(String actor, String note) {

  private static final int LONGEST_ACTOR = 200;
  private static final int LONGEST_NOTE = 2000;

  /// `actor` and `note` of a body.
  ///
  /// @throws AdminProblem when one is missing or too long
  static Word of(AdminJson.Body body) {
    return new Word(
        bounded("actor", body.text("actor"), LONGEST_ACTOR),
        bounded("note", body.text("note"), LONGEST_NOTE));
  }

  private static String bounded(String name, String text, int most) {
    if (text.length() > most
        || text.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c))) {
      throw new AdminProblem(
          400, "'" + name + "' has at most " + most + " characters and no control characters.");
    }
    return text.strip();
  }
}
