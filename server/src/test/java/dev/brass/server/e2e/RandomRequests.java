package dev.brass.server.e2e;

import dev.brass.server.api.v1.ClassicRequests;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests made up from the descriptions of the APIs, valid, a little wrong and hostile ones, and
/// from the routes that no description has. One thread.
final class RandomRequests {

  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "patch", "options");
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
  private static final int REMEMBERED = 200;

  /// Channels that are not described: people's pages and the operator's. What ends keys is left
  /// out.
  private static final List<String> OTHERS =
      List.of(
          "GET /admin/tenants",
          "POST /admin/tenants",
          "PUT /admin/tenants/{tenant}/email",
          "GET /admin/tenants/{tenant}/keys",
          "POST /admin/tenants/{tenant}/keys",
          "GET /admin/jobs",
          "POST /admin/jobs/{id}/retry",
          "DELETE /admin/jobs/{id}",
          "GET /admin/orders/{id}",
          "GET /admin/tenants/{tenant}/orders/{id}",
          "GET /admin/tenants/{tenant}/wallet",
          "POST /admin/tenants/{tenant}/wallet/top_ups",
          "GET /admin/tenants/{tenant}/returns",
          "POST /admin/tenants/{tenant}/returns/{id}",
          "GET /admin/tenants/{tenant}/mails",
          "GET /admin/tenants/{tenant}/mails/{id}",
          "DELETE /admin/tenants/{tenant}/mail-refusals/{id}",
          "GET /metrics",
          "GET /health/live",
          "GET /track/{id}",
          "GET /unsubscribe/{id}",
          "POST /unsubscribe/{id}",
          "GET /device",
          "POST /device",
          "GET /{id}",
          "POST /{id}/{id}");

  /// A request.
  static final class Made {
    final String method;

    /// With its query, as it goes over the wire.
    final String path;

    final Map<String, String> headers;
    final byte[] body;

    private Made(String method, String path, Map<String, String> headers, byte[] body) {
      this.method = method;
      this.path = path;
      this.headers = headers;
      this.body = body;
    }
  }

  private record Operation(String method, String path, JsonNode described, JsonNode document) {}

  private final Random random;
  private final RandomValues values;
  private final Map<String, List<String>> keys;
  private final List<Operation> operations = new ArrayList<>();
  private final Deque<String> seen = new ArrayDeque<>();

  /// Requests.
  ///
  /// @param keys what callers show, by the beginning of the path that it is for: of those that fit
  ///     the longest; one in five callers shows any of all
  RandomRequests(Random random, List<JsonNode> documents, Map<String, List<String>> keys) {
    this.random = random;
    this.values = new RandomValues(random);
    this.keys = new TreeMap<>(keys).descendingMap();
    for (JsonNode document : documents) {
      for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
        for (String method : METHODS) {
          JsonNode described = path.getValue().path(method);
          if (described.isObject()) {
            operations.add(
                new Operation(method.toUpperCase(Locale.ROOT), path.getKey(), described, document));
          }
        }
      }
    }
    for (String other : OTHERS) {
      String[] parts = other.split(" ", 2);
      operations.add(new Operation(parts[0], parts[1], documents.getFirst(), documents.getFirst()));
    }
  }

  /// Remembers the ids in an answer, so that later requests find something.
  void learn(String answer) {
    Matcher id = ID.matcher(answer);
    while (id.find()) {
      seen.addFirst(id.group());
      if (seen.size() > REMEMBERED) {
        seen.removeLast();
      }
    }
  }

  Made next() {
    Operation operation = operation();
    String method =
        values.chance(0.03) ? values.any(METHODS).toUpperCase(Locale.ROOT) : operation.method();
    Map<String, String> headers = new TreeMap<>();
    String authorization = authorization(operation.path());
    if (!authorization.isEmpty()) {
      headers.put("Authorization", authorization);
    }
    if (values.chance(0.1)) {
      headers.put("Idempotency-Key", header(values.hostile()));
    }
    if (values.chance(0.05)) {
      headers.put("Accept", values.any(List.of("text/html", "*/*;q=2", ",", "image/webp")));
    }
    byte[] body = new byte[0];
    if (operation.described().has("requestBody") || values.chance(0.1)) {
      headers.put("Content-Type", type());
      body = body(operation);
    }
    return new Made(method, path(operation) + query(operation), headers, body);
  }

  /// Those that take a body more often: there is more to be wrong.
  private Operation operation() {
    Operation operation = values.any(operations);
    while (!operation.described().has("requestBody") && values.chance(0.5)) {
      operation = values.any(operations);
    }
    return operation;
  }

  private String authorization(String path) {
    if (values.chance(0.2)) {
      return values.any(keys.values().stream().flatMap(List::stream).toList());
    }
    return keys.entrySet().stream()
        .filter(each -> path.startsWith(each.getKey()))
        .findFirst()
        .map(each -> values.any(each.getValue()))
        .orElse("");
  }

  private String type() {
    return values.chance(0.9)
        ? "application/json"
        : values.any(
            List.of(
                "text/csv",
                "text/csv; charset=utf-16",
                "application/json; charset=klingon",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "x/y",
                "///"));
  }

  /// What a header may hold at all.
  private static String header(String text) {
    String visible = text.replaceAll("[^ -~]", "?");
    return visible.substring(0, Math.min(visible.length(), 2_000));
  }

  private String path(Operation operation) {
    Matcher place = PLACE.matcher(operation.path());
    return place.replaceAll(
        _ ->
            Matcher.quoteReplacement(
                encoded(!seen.isEmpty() && values.chance(0.7) ? someId() : segment())));
  }

  private String someId() {
    return seen.stream().skip(random.nextInt(seen.size())).findFirst().orElseThrow();
  }

  /// An empty one would be another path, and a very long one is refused before any channel.
  private String segment() {
    String hostile = values.hostile();
    return hostile.isEmpty() ? "x" : hostile.substring(0, Math.min(hostile.length(), 1_000));
  }

  /// As clients write it. A segment that is only dots would be another path.
  private static String encoded(String text) {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
  }

  private String query(Operation operation) {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    for (JsonNode named : operation.described().path("parameters")) {
      JsonNode parameter =
          named.has("$ref")
              ? operation.document().at(named.get("$ref").asString().substring(1))
              : named;
      String name = parameter.path("name").asString("x");
      if (parameter.path("in").asString("").equals("query") && values.chance(0.3)) {
        JsonNode value = values.of(parameter.path("schema"), operation.document(), name, 0);
        query.add(encoded(name) + "=" + encoded(values.chance(0.4) ? segment() : text(value)));
      }
    }
    if (values.chance(0.05)) {
      query.add(encoded(segment()) + "=" + encoded(segment()));
    }
    return query.toString();
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asString("") : value.toString();
  }

  private byte[] body(Operation operation) {
    JsonNode schema = operation.described().at("/requestBody/content/application~1json/schema");
    JsonNode document = document(operation, schema);
    if (values.chance(0.6)) {
      values.spoil(document);
    }
    byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
    return values.chance(0.15) ? broken(bytes) : bytes;
  }

  /// For orders half of the time one that is right: few that are made up would come far.
  private JsonNode document(Operation operation, JsonNode schema) {
    if (operation.method().equals("POST") && values.chance(0.5)) {
      if (operation.path().equals("/orders")) {
        return CurrentRequests.order("https://www.amazon.com/dp/B0CHX3QBCH");
      }
      if (operation.path().equals("/v1/orders")) {
        ObjectNode order = ClassicRequests.seedOrder();
        order.remove("webhooks");
        return order;
      }
    }
    return values.of(schema, operation.document(), "", 0);
  }

  private byte[] broken(byte[] whole) {
    byte[] bytes = whole.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      }
      case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      case 2 -> bytes[random.nextInt(bytes.length)] = (byte) 0xff;
      case 3 -> {
        return ("\ufeff" + new String(bytes, StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_16);
      }
      default -> {
        return (new String(bytes, StandardCharsets.UTF_8) + "{}").getBytes(StandardCharsets.UTF_8);
      }
    }
    return bytes;
  }
}
