package dev.brass.server.api.batch;

import dev.brass.server.text.CanonicalPath;
import dev.brass.server.text.LinearPattern;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The path of an operation as the HTTP server would read it.
///
/// @param path percent-encoded, without the query
record InnerPath(String path, Map<String, List<String>> query) {

  private static final LinearPattern ALLOWED =
      LinearPattern.of("/(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@/?\\[\\]]|%[0-9A-Fa-f]{2})*");
  private static final List<String> BATCHES = List.of("/v1/batches", "/v1/batch_operations");

  /// Reads a path; empty when it has characters that a URL path does not have.
  static Optional<InnerPath> read(String text) {
    if (!ALLOWED.matches(text)) {
      return Optional.empty();
    }
    int mark = text.indexOf('?');
    String path = mark < 0 ? text : text.substring(0, mark);
    if (!CanonicalPath.is(path) || decodedPath(path).indexOf('\ufffd') >= 0) {
      return Optional.empty();
    }
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (mark >= 0) {
      for (String pair : text.substring(mark + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (!pair.isEmpty()) {
          add(
              query,
              decoded(equals < 0 ? pair : pair.substring(0, equals)),
              equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
      }
    }
    return Optional.of(new InnerPath(path, query));
  }

  private static String decodedPath(String path) {
    return decoded(path.replace("+", "%2B"));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void add(Map<String, List<String>> query, String name, String value) {
    query.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  /// Adds parameters to those of the path.
  InnerPath with(@Nullable ObjectNode parameters) {
    if (parameters == null) {
      return this;
    }
    Map<String, List<String>> all = new LinkedHashMap<>();
    query.forEach((name, values) -> all.put(name, new ArrayList<>(values)));
    for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
      JsonNode value = parameter.getValue();
      if (value.isArray()) {
        value.forEach(item -> add(all, parameter.getKey(), text(item)));
      } else {
        add(all, parameter.getKey(), text(value));
      }
    }
    return new InnerPath(path, all);
  }

  private static String text(JsonNode value) {
    return value.isContainer() ? value.toString() : value.isNull() ? "" : value.asString();
  }

  /// Whether it leads to the batch API itself.
  boolean isNested() {
    String decoded = decodedPath(path);
    return BATCHES.stream().anyMatch(own -> decoded.equals(own) || decoded.startsWith(own + "/"));
  }
}
