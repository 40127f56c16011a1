package dev.brass.server.api.v1;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// All faults of one request, so that its developer sees all of them at once. Used by one thread.
final class Problems {

  private static final int MOST = 50;
  private static final int IN_MESSAGE = 3;

  private final List<Problem> found = new ArrayList<>();
  private int left;

  /// One fault.
  ///
  /// @param field its path, such as `products[0].quantity`
  /// @param message the required value, and the received one unless it is secret
  private record Problem(V1Code code, String field, String message) {}

  void add(V1Code code, String field, String message) {
    if (found.size() < MOST) {
      found.add(new Problem(code, field, message));
    } else {
      left++;
    }
  }

  boolean any() {
    return !found.isEmpty();
  }

  /// The refusal. It has a specific code only when all problems share it: a request whose only
  /// fault is its card number is `invalid_card_number`.
  V1Problem refusal() {
    V1Code first = found.getFirst().code();
    boolean shared = found.stream().allMatch(problem -> problem.code() == first);
    return new V1Problem(shared ? first : V1Code.INVALID_REQUEST, message(), data());
  }

  private String message() {
    int more = found.size() + left - IN_MESSAGE;
    return found.stream()
            .limit(IN_MESSAGE)
            .map(problem -> problem.field() + ": " + problem.message())
            .collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more." : ".");
  }

  private String data() {
    return V1Json.write(
        new V1Wire.FieldErrors(
            found.stream()
                .map(problem -> new V1Wire.FieldError(problem.field(), problem.message()))
                .toList()));
  }
}
