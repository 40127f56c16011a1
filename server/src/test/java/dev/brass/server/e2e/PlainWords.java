package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;

/// What nothing may say to a client or to a user: the names of classes, and the sentences of
/// libraries. Every answer that any test gets goes through here, and every line of the command
/// line.
public final class PlainWords {

  private static final String CLASS_NAME =
      "\\b(?:java|javax|jdk|sun|tools\\.jackson|com\\.zaxxer|io\\.helidon|dev\\.brass"
          + "|org\\.(?:apache|eclipse|flywaydb|jdbi|postgresql))\\.[a-z]{2,20}\\.";

  private static final String EXCEPTION = "\\b[A-Z][A-Za-z]{2,40}(?:Exception\\b|Error: )";

  /// Of Jackson, picocli, java.time, java.nio, java.util, SnakeYAML, HikariCP, FastCSV and TLS.
  private static final String[] SENTENCES = {
    "cannot convert",
    "code point",
    "was expecting",
    "(code ",
    "could not be parsed at index",
    "For input string",
    "Input length =",
    "No enum constant",
    "Invalid UUID string",
    "is not an int",
    "is not a long",
    "Failed to initialize pool",
    "HikariConfig",
    "while parsing a",
    "while scanning",
    "expected <block end>",
    "Exception when reading record",
    "PKIX path building"
  };

  private PlainWords() {}

  static void check(Answer answer) {
    if (answer.status() >= 400) {
      check(answer.body());
    }
    assertThat(answer.body())
        .as("an answer in plain words")
        .doesNotContainPattern(CLASS_NAME)
        .doesNotContainPattern(EXCEPTION);
  }

  /// Checks what somebody reads of a failure.
  public static void check(String text) {
    assertThat(text)
        .as("a failure in plain words")
        .doesNotContainPattern(CLASS_NAME)
        .doesNotContainPattern(EXCEPTION)
        .doesNotContain(SENTENCES);
  }
}
