package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The payment methods that a client accepts: the query parameter `method`, else the header
/// `Accept-Payment` (MPP spec, Accept-Payment), else all.
final class AcceptedMethods {

  private static final int MOST = 20;
  private static final String INTENT = "charge";

  private AcceptedMethods() {}

  /// The available methods that the client accepts, in its order of preference.
  ///
  /// @throws V2Problem 400 when the client names a method that is not available
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

  /// Whether the client insists on one method.
  static boolean isNamed(ApiRequest request) {
    return request.query("method") != null;
  }

  /// The error for an explicitly named method that is not available.
  ///
  /// @param methods that are available
  static V2Problem unknown(List<String> methods) {
    return new V2Problem(
        400,
        "invalid_payment_method",
        "This payment method is not available; available are " + String.join(", ", methods),
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

  /// The weight of the first range that matches a method; 0 when none does.
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
