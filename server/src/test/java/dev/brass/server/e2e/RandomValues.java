package dev.brass.server.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON as the schemas of a description want it, and what becomes of it in hostile hands. One
/// thread.
final class RandomValues {

  /// In every field that holds a secret, so that it can be looked for in answers and logs.
  static final String SECRET = "canary-s3cret-7Qx";

  static final String CARD = "4012888888881881";

  /// Which fields hold one.
  private static final Set<String> SECRETS =
      Set.of(
          "password",
          "totp_2fa_key",
          "totp_secret",
          "totp_seed",
          "verification_code",
          "security_code",
          "secret");

  private static final int DEEPEST = 6;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// What a field of that name may say, so that requests get past the first check.
  private static final Map<String, List<String>> PLAUSIBLE =
      Map.ofEntries(
          Map.entry("retailer", List.of("amazon", "walmart", "newegg", "google_shopping", "zinc")),
          Map.entry("product_id", List.of("B0CHX3QBCH", "0923568964", "test_sold_out")),
          Map.entry("url", List.of("https://www.amazon.com/dp/B0CHX3QBCH", "https://zinc.com/x")),
          Map.entry("country", List.of("US", "DE", "us", "Atlantis")),
          Map.entry("state", List.of("MA", "CA", "")),
          Map.entry("zip_code", List.of("02139", "1", "02139-4307")),
          Map.entry("postal_code", List.of("02139", "ZZ9 9ZZ")),
          Map.entry("shipping_method", List.of("cheapest", "fastest", "free")),
          Map.entry("email", List.of("a@example.com", "nobody")),
          Map.entry("expiration_year", List.of("2031")),
          Map.entry("number", List.of(CARD)));

  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "\ud800",
          "\u202e\u200b\ufeff",
          "😀".repeat(50),
          "x".repeat(10_000),
          "9".repeat(400),
          "'; drop table orders; --",
          "<script>alert(1)</script>",
          "../../../../etc/passwd",
          "..%2f..%2fetc%2fpasswd",
          "${jndi:ldap://127.0.0.1/x}",
          "{{7*7}}%s%n%x",
          "=cmd|' /C calc'!A0",
          "x\r\nX-Injected: yes",
          "javascript:alert(1)",
          "http://169.254.169.254/latest/meta-data/",
          "http://user:pw@[::1]:0/#f",
          "https://xn--.example/%zz",
          "0000-00-00T00:00:00Z",
          "+999999999-12-31T23:59:60Z",
          "-1",
          "1e400",
          "NaN",
          "null",
          "00000000-0000-0000-0000-000000000000",
          "00000000000000000000000000000000");

  private final Random random;

  RandomValues(Random random) {
    this.random = random;
  }

  String hostile() {
    return any(HOSTILE);
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  boolean chance(double of) {
    return random.nextDouble() < of;
  }

  /// A value that a schema allows, more or less: patterns are not kept.
  ///
  /// @param document where its references lead
  JsonNode of(JsonNode schema, JsonNode document, String name, int depth) {
    if (schema.has("$ref")) {
      return of(document.at(schema.get("$ref").asString().substring(1)), document, name, depth);
    }
    for (String choice : List.of("oneOf", "anyOf", "allOf")) {
      if (schema.has(choice)) {
        JsonNode choices = schema.get(choice);
        return of(choices.get(random.nextInt(choices.size())), document, name, depth);
      }
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    return switch (type(schema)) {
      case "object" -> object(schema, document, depth);
      case "array" -> array(schema, document, name, depth);
      case "integer" -> NODES.numberNode(number(schema));
      case "number" -> NODES.numberNode(random.nextInt(100_000) / 100.0);
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> NODES.stringNode(text(schema, name));
    };
  }

  private String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray()
        ? type.get(random.nextInt(type.size())).asString()
        : schema.has("properties") ? "object" : type.asString("string");
  }

  private ObjectNode object(JsonNode schema, JsonNode document, int depth) {
    ObjectNode object = NODES.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asString()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) || (depth < DEEPEST && chance(0.4))) {
        object.set(
            property.getKey(), of(property.getValue(), document, property.getKey(), depth + 1));
      }
    }
    return object;
  }

  private ArrayNode array(JsonNode schema, JsonNode document, String name, int depth) {
    ArrayNode array = NODES.arrayNode();
    int size = depth < DEEPEST ? 1 + random.nextInt(3) : 0;
    for (int i = 0; i < size; i++) {
      array.add(of(schema.path("items"), document, name, depth + 1));
    }
    return array;
  }

  private long number(JsonNode schema) {
    long least = schema.path("minimum").asLong(0);
    long most = Math.min(schema.path("maximum").asLong(1_000_000), least + 1_000_000);
    return least + random.nextLong(Math.max(1, most - least + 1));
  }

  private String text(JsonNode schema, String name) {
    if (SECRETS.contains(name)) {
      return SECRET;
    }
    if (PLAUSIBLE.containsKey(name)) {
      return any(PLAUSIBLE.get(name));
    }
    return switch (schema.path("format").asString("")) {
      case "uuid" -> "018f3d5a-7b1c-7def-8a9b-0123456789ab";
      case "date-time" -> "2026-11-05T08:00:00Z";
      case "date" -> "2026-11-05";
      case "email" -> "a@example.com";
      case "uri" -> "https://www.amazon.com/dp/B0CHX3QBCH";
      default -> any(List.of("Tim", "77 Massachusetts Avenue", "1", "5551230101"));
    };
  }

  /// Spoils some of a document's values, but never one that holds a secret: it stays to be found.
  void spoil(JsonNode document) {
    List<ObjectNode> objects = new ArrayList<>();
    collect(document, objects);
    for (int i = random.nextInt(4); i > 0 && !objects.isEmpty(); i--) {
      ObjectNode object = any(objects);
      List<String> names =
          object.propertyNames().stream().filter(name -> !SECRETS.contains(name)).toList();
      if (names.isEmpty() || chance(0.2)) {
        object.set(chance(0.5) ? "surplus" : hostile(), wrong());
      } else if (chance(0.2)) {
        object.remove(any(names));
      } else {
        object.set(any(names), wrong());
      }
    }
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(child -> collect(child, objects));
  }

  private JsonNode wrong() {
    return switch (random.nextInt(10)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(true);
      case 2 -> NODES.numberNode(any(List.of(-1L, 0L, Long.MIN_VALUE, Long.MAX_VALUE)));
      case 3 -> NODES.numberNode(any(List.of(1e308, -0.5, 1e-300)));
      case 4 -> NODES.numberNode(new java.math.BigDecimal("1e900"));
      case 5 -> nested(random.nextInt(400));
      case 6 -> many(random.nextInt(1_000));
      case 7 -> NODES.objectNode();
      default -> NODES.stringNode(hostile());
    };
  }

  private static JsonNode nested(int depth) {
    JsonNode node = NODES.numberNode(1);
    for (int i = 0; i < depth; i++) {
      node = i % 2 == 0 ? NODES.arrayNode().add(node) : NODES.objectNode().set("a", node);
    }
    return node;
  }

  private static JsonNode many(int count) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < count; i++) {
      array.add(NODES.objectNode().put("product_id", "B" + i).put("quantity", i));
    }
    return array;
  }
}
