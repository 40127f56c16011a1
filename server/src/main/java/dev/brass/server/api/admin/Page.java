package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.text.Characters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The part of a list that a request selects by `limit` and `after`.
///
/// @param limit number of items, from 1 to [#LARGEST]
/// @param after the `next` of the previous page; empty for the first page
record Page(int limit, String after) {

  static final int LARGEST = 500;
  private static final int DEFAULT = 50;
  private static final int LONGEST = 200;

  static Page of(ApiRequest request) {
    String after = text(request, "after");
    return new Page(limit(request), after == null ? "" : after);
  }

  private static int limit(ApiRequest request) {
    String text = request.query("limit");
    if (text == null || text.isEmpty()) {
      return DEFAULT;
    }
    if (!Characters.areDigits(text, 1, 3)
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > LARGEST) {
      throw new AdminProblem(400, "'limit' is a number from 1 to " + LARGEST + ".");
    }
    return Integer.parseInt(text);
  }

  /// `after` as an id, which it is in most lists; null for the first page.
  @Nullable UUID afterId() {
    return after.isEmpty() ? null : uuid(after, "after");
  }

  /// The `after` of the next page, given one row more than [#limit]; null on the last page.
  <T> @Nullable Object next(List<T> rows, Function<T, Object> name) {
    return rows.size() > limit ? name.apply(rows.get(limit - 1)) : null;
  }

  /// A query parameter; null when it is absent or empty.
  static @Nullable String text(ApiRequest request, String name) {
    String value = request.query(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
      throw new AdminProblem(
          400, "'" + name + "' has at most " + LONGEST + " characters and no control characters.");
    }
    return value;
  }

  static UUID uuid(String text, String name) {
    if (!Characters.areUuid(text)) {
      throw new AdminProblem(
          400, "'" + name + "' is a UUID, such as 3c90c3cc-0d44-4b50-8888-8dd25736052a.");
    }
    return UUID.fromString(text);
  }

  /// The constant that a text names.
  static <E extends Enum<E>> E word(String name, String text, E[] constants) {
    return Arrays.stream(constants)
        .filter(constant -> constant.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new AdminProblem(
                    400,
                    "'"
                        + name
                        + "' is one of "
                        + Arrays.stream(constants)
                            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
