package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import org.jspecify.annotations.Nullable;

/// The query parameters of a request. What is wrong is noted in [Problems], as in [Fields]; an
/// empty parameter counts as absent, and unknown ones are ignored. Used by one thread.
final class Query {

  private final ApiRequest request;
  private final Problems problems = new Problems();

  Query(ApiRequest request) {
    this.request = request;
  }

  /// Ends the reading.
  ///
  /// @throws V1Problem when something was wrong
  void check() {
    if (problems.any()) {
      throw problems.refusal();
    }
  }

  void problem(String name, String message) {
    problems.add(V1Code.INVALID_REQUEST, name, message);
  }

  @Nullable String text(String name, int longest) {
    String value = request.query(name);
    if (value == null || value.isBlank()) {
      return null;
    }
    if (value.length() > longest) {
      problem(
          name, "must be at most %d characters long, was %d".formatted(longest, value.length()));
      return null;
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      problem(name, "must not contain control characters");
      return null;
    }
    return value;
  }

  /// A whole number; null when it is absent.
  @Nullable Long whole(String name, long least, long most) {
    String text = text(name, Limits.TEXT);
    if (text == null) {
      return null;
    }
    if (!text.matches("\\d{1,18}")) {
      problem(name, "must be a whole number of at least " + least);
      return null;
    }
    long number = Long.parseLong(text);
    if (number < least || number > most) {
      problem(name, "must be a whole number from %d to %d, was %d".formatted(least, most, number));
      return null;
    }
    return number;
  }

  int whole(String name, int least, int most, int absent) {
    Long number = whole(name, (long) least, (long) most);
    return number == null ? absent : Math.toIntExact(number);
  }
}
