package dev.brass.testkit.stripe;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What [FakeStripe] was asked.
///
/// @param parameters of the query or the form; nested ones with their brackets, `metadata[a]`
/// @param account the connected account that is meant; empty for the caller's own
/// @param key the idempotency key
/// @param headers the names of all, in lower case
public record FakeRequest(
    String method,
    String path,
    Map<String, String> parameters,
    String account,
    @Nullable String key,
    String version,
    String authorization,
    Set<String> headers) {

  static FakeRequest of(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String query = exchange.getRequestURI().getRawQuery();
    return new FakeRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        parameters(exchange.getRequestMethod().equals("GET") ? query : body),
        header(exchange, "Stripe-Account", ""),
        exchange.getRequestHeaders().getFirst("Idempotency-Key"),
        header(exchange, "Stripe-Version", ""),
        header(exchange, "Authorization", ""),
        exchange.getRequestHeaders().keySet().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()));
  }

  private static String header(HttpExchange exchange, String name, String absent) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? absent : value;
  }

  private static Map<String, String> parameters(@Nullable String form) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : form == null ? new String[0] : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  boolean has(String name) {
    return parameters.containsKey(name);
  }

  String get(String name) {
    return parameters.getOrDefault(name, "");
  }

  String required(String name) {
    if (get(name).isEmpty()) {
      throw FakeRefusal.invalid("parameter_missing", "Missing required param: " + name + ".");
    }
    return get(name);
  }

  long number(String name, long absent) {
    try {
      return has(name) ? Long.parseLong(get(name)) : absent;
    } catch (NumberFormatException e) {
      throw FakeRefusal.invalid("parameter_invalid_integer", "Invalid integer: " + get(name));
    }
  }

  /// Stripe refuses parameters that it does not know.
  ///
  /// @param known names; those that end in `[` stand for all within the brackets
  void allow(Set<String> known) {
    for (String name : parameters.keySet()) {
      int bracket = name.indexOf('[');
      boolean isKnown =
          known.contains(name) || (bracket > 0 && known.contains(name.substring(0, bracket + 1)));
      if (!isKnown) {
        throw FakeRefusal.invalid("parameter_unknown", "Received unknown parameter: " + name);
      }
    }
  }

  /// @param prefix such as `metadata` or `payment_intent_data[metadata]`
  Map<String, String> metadata(String prefix) {
    Map<String, String> metadata = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) -> {
          if (name.startsWith(prefix + "[") && name.endsWith("]")) {
            metadata.put(name.substring(prefix.length() + 1, name.length() - 1), value);
          }
        });
    boolean isLarge =
        metadata.size() > 50
            || metadata.entrySet().stream()
                .anyMatch(e -> e.getKey().length() > 40 || e.getValue().length() > 500);
    if (isLarge) {
      throw FakeRefusal.invalid(null, "Metadata has at most 50 keys of 40, values of 500.");
    }
    return metadata;
  }
}
