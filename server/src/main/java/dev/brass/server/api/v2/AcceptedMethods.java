package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ways to pay that a client wants to be told of: the query parameter `method`, else the header
/// `Accept-Payment` (spec mpp §6), else all.
final class AcceptedMethods {

  private static final int MOST = 20;
  private static final String INTENT = "charge";

  private AcceptedMethods() {}

  /// Of the methods that there are, those that are wanted, the most wanted first.
  ///
  /// @throws V2Problem 400 when the client names one that there is not
  static List<String> wanted(ApiRequest request, List<String> methods) {
    String named = request.query("method");
    if (named != null) {
      String method = named.strip().toLowerCase(Locale.ROOT);
      if (!methods.contains(method)) {
        throw unknown(methods);
      }
      return List.of(method);
    }
    List<String> accepted = accepted(request.header("accept-payment"), methods);
    return accepted.isEmpty() ? methods : accepted;
  }

  /// Whether the client wants one way and no other.
  static boolean isNamed(ApiRequest request) {
    return request.query("method") != null;
  }

  /// The answer to one who insists on a way that there is not.
  ///
  /// @param methods that there are
  static V2Problem unknown(List<String> methods) {
    return new V2Problem(
        400,
        "invalid_payment_method",
        "There is no such payment method here; there are " + String.join(", ", methods),
        Map.of("reason", "unknown_payment_method", "methods", methods));
  }

  private record Weighed(String method, double weight) {}

  private static List<String> accepted(@Nullable String header, List<String> methods) {
    if (header == null) {
      return List.of();
    }
    List<Weighed> weighed = new ArrayList<>();
    for (String method : methods) {
      double weight = weight(header, method);
      if (weight > 0) {
        weighed.add(new Weighed(method, weight));
      }
    }
    weighed.sort(Comparator.comparingDouble(w -> -w.weight()));
    return weighed.stream().map(Weighed::method).toList();
  }

  /// The weight of the first range that takes a method; 0 when none does.
  private static double weight(String header, String method) {
    for (String range : header.toLowerCase(Locale.ROOT).split(",", MOST)) {
      String[] parts = range.strip().split(";", 2);
      String[] names = parts[0].strip().split("/", 2);
      if (names.length == 2 && is(names[0], method) && is(names[1], INTENT)) {
        return parts.length == 1 ? 1 : quality(parts[1]);
      }
    }
    return 0;
  }

  private static boolean is(String range, String name) {
    return range.equals("*") || range.equals(name);
  }

  private static double quality(String parameter) {
    String[] pair = parameter.strip().split("=", 2);
    try {
      return pair.length == 2 && pair[0].strip().equals("q")
          ? Double.parseDouble(pair[1].strip())
          : 1;
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
