package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The query of a request, read parameter by parameter as [Fields] reads a body: what is wrong is
/// noted in [Problems], and reading goes on with stand-ins. An empty parameter counts as absent.
/// Used by one thread.
final class Parameters {

  private static final int SHOWN = 40;
  private static final int LONGEST_NUMBER = 40;

  private final ApiRequest request;
  private final Problems problems = new Problems();

  /// The query of a request.
  ///
  /// @param known the names that are read; one that is almost one of them is a problem
  Parameters(ApiRequest request, Set<String> known) {
    this.request = request;
    for (String name : request.queryNames()) {
      if (known.contains(name)) {
        checkGivenOnce(name);
      } else {
        KnownNames.meant(name, known)
            .ifPresent(meant -> problem(name, "is not known; did you mean \"" + meant + "\"?"));
      }
    }
  }

  private void checkGivenOnce(String name) {
    if (request.queryAll(name).size() > 1) {
      problem(name, "must be given once");
    }
  }

  /// Ends the reading.
  ///
  /// @throws V1Problem when anything was wrong
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
    return request.pathValue(name).strip();
  }

  boolean has(String name) {
    return text(name) != null;
  }

  /// A text without blanks around it; null when it is absent.
  @Nullable String text(String name) {
    String value = request.query(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  String requiredText(String name) {
    String value = text(name);
    if (value == null) {
      problem(name, "is required");
      return "";
    }
    return value;
  }

  /// Clients write a truth value as their language does: `true`, `True`, `1`.
  boolean isTrue(String name) {
    String value = text(name);
    if (value == null) {
      return false;
    }
    String word = value.toLowerCase(Locale.ROOT);
    if (!List.of("true", "false", "1", "0").contains(word)) {
      problem(name, "must be true or false" + was(value));
    }
    return word.equals("true") || word.equals("1");
  }

  int whole(String name, int least, int most, int absent) {
    BigDecimal number = number(name, BigDecimal.valueOf(least), BigDecimal.valueOf(most));
    if (number == null) {
      return absent;
    }
    if (number.stripTrailingZeros().scale() > 0) {
      problem(name, "must be a whole number" + was(number.toPlainString()));
      return absent;
    }
    return number.intValue();
  }

  /// A number within bounds; null when it is absent or wrong.
  @Nullable BigDecimal number(String name, BigDecimal least, BigDecimal most) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    BigDecimal number = parsed(value);
    if (number == null || number.compareTo(least) < 0 || number.compareTo(most) > 0) {
      problem(
          name,
          "must be a number from "
              + least.toPlainString()
              + " to "
              + most.toPlainString()
              + was(value));
      return null;
    }
    return number;
  }

  private static @Nullable BigDecimal parsed(String value) {
    try {
      return value.length() > LONGEST_NUMBER ? null : new BigDecimal(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static String was(String value) {
    return ", was \""
        + (value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value)
        + "\"";
  }
}
