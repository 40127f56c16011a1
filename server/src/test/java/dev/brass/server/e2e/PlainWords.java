package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;

/// What no error may say to a client: the names of classes, and the sentences of libraries. Every
/// answer that any test gets goes through here.
final class PlainWords {

  private static final String CLASS_NAME =
      "\\b(?:java|javax|jdk|sun|tools\\.jackson|com\\.zaxxer|io\\.helidon|dev\\.brass"
          + "|org\\.(?:apache|eclipse|flywaydb|jdbi|postgresql))\\.[a-z]{2,20}\\.";

  private PlainWords() {}

  static void check(Answer answer) {
    if (answer.status() >= 400) {
      assertThat(answer.body())
          .as("an error in plain words")
          .doesNotContainPattern(CLASS_NAME)
          .doesNotContainPattern("\\b[A-Z][A-Za-z]{2,40}(?:Exception|Error: )")
          .doesNotContain("cannot convert", "code point", "was expecting", "(code ");
    }
  }
}
