package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.text.Characters;
import dev.brass.server.text.PlainText;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The query parameters of a request. Faults are recorded in [Problems], as in [Fields]; an empty
/// parameter counts as absent, and unknown ones are ignored. Used by one thread.
final class Query {

  private static final int SHOWN = 40;
  private static final int LONGEST_WORD = 40;
  private static final int LARGEST_SCALE = 40;

  private final ApiRequest request;
  private final Problems problems = new Problems();

  Query(ApiRequest request) {
    this.request = request;
  }

  /// Creates the reader.
  ///
  /// @param known the names that are read: each may be given once, and a name that is almost one of
  /// them is a problem
  Query(ApiRequest request, Set<String> known) {
    this(request);
    for (String name : request.queryNames()) {
      if (known.contains(name)) {
        if (request.queryAll(name).size() > 1) {
          problem(name, "must be given once");
        }
      } else {
        KnownNames.meant(name, known)
            .ifPresent(meant -> problem(name, "is not known; did you mean \"" + meant + "\"?"));
      }
    }
  }

  /// Ends the reading.
  ///
  /// @throws V1Problem when there were faults
  void check() {
    if (problems.any()) {
      throw problems.refusal();
    }
  }

  void problem(String name, String message) {
    problems.add(V1Code.INVALID_REQUEST, name, message);
  }

  /// The part of the path at `{name}` in the route.
  String pathValue(String name) {
    return request.pathValue(name);
  }

  boolean has(String name) {
    String value = request.query(name);
    return value != null && !value.isBlank();
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
    if (!PlainText.isLine(value)) {
      problem(name, PlainText.NO_LINE);
      return null;
    }
    return value;
  }

  String requiredText(String name, int longest) {
    if (!has(name)) {
      problem(name, "is required");
      return "";
    }
    String value = text(name, longest);
    return value == null ? "" : value.strip();
  }

  /// Clients write a boolean as their language does: `true`, `True`, `1`.
  boolean isTrue(String name) {
    String value = text(name, LONGEST_WORD);
    if (value == null) {
      return false;
    }
    String word = value.strip().toLowerCase(Locale.ROOT);
    if (!List.of("true", "false", "1", "0").contains(word)) {
      problem(name, "must be true or false" + was(value));
    }
    return word.equals("true") || word.equals("1");
  }

  /// A number of at least 0; null when it is absent.
  @Nullable BigDecimal number(String name, BigDecimal most) {
    String value = text(name, LONGEST_WORD);
    if (value == null) {
      return null;
    }
    BigDecimal number = parsed(value.strip());
    if (number == null || number.signum() < 0 || number.compareTo(most) > 0) {
      problem(name, "must be a number from 0 to " + most.toPlainString() + was(value));
      return null;
    }
    return number;
  }

  private static @Nullable BigDecimal parsed(String value) {
    try {
      BigDecimal number = new BigDecimal(value);
      // Computing with a huge exponent would take time in proportion to it.
      return Math.abs(number.scale()) > LARGEST_SCALE ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// The received value, to end a problem's message.
  static String was(String value) {
    return ", was \"" + (value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value) + "\"";
  }

  /// A whole number; null when it is absent.
  @Nullable Long whole(String name, long least, long most) {
    String text = text(name, Limits.TEXT);
    if (text == null) {
      return null;
    }
    if (!Characters.areDigits(text, 1, 18)) {
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
