package dev.brass.server.api;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The header `Idempotency-Key`, which many programs send with every POST. For an endpoint that
/// takes the key in its body, the header is equivalent. Thread-safe.
public final class IdempotencyHeader {

  private static final String HEADER = "idempotency-key";
  private static final String FIELD = "idempotency_key";
  private static final int LONGEST = 255;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private IdempotencyHeader() {}

  /// The request with the header's key in its body when the body has none.
  ///
  /// @throws RequestProblem when the body has another key, or the header is empty
  static ApiRequest inBody(ApiRequest request) {
    String header = request.header(HEADER);
    if (header == null) {
      return request;
    }
    String key = unquoted(header.strip());
    if (key.isEmpty() || key.length() > LONGEST || key.chars().anyMatch(c -> c < ' ')) {
      throw new RequestProblem(
          RequestProblem.Kind.CONFLICT,
          "the header Idempotency-Key has 1 to " + LONGEST + " characters",
          null);
    }
    return request.changed(body -> keyed(body, key));
  }

  /// A body that is not an object is left as it is: the endpoint reports it in its own words.
  private static byte[] keyed(byte[] body, String key) {
    JsonNode read;
    try {
      read =
          body.length == 0
              ? JSON.createObjectNode()
              : HeavyParsing.of(body.length, () -> JSON.readTree(body));
    } catch (JacksonException | NumberFormatException e) {
      return body;
    }
    if (!(read instanceof ObjectNode object)) {
      return body;
    }
    JsonNode own = object.get(FIELD);
    if (own == null || own.isNull()) {
      return JSON.writeValueAsString(object.put(FIELD, key)).getBytes(StandardCharsets.UTF_8);
    }
    if (own.isString() && !own.stringValue().strip().equals(key)) {
      throw new RequestProblem(
          RequestProblem.Kind.CONFLICT,
          "the header Idempotency-Key and the body's idempotency_key differ; send one, or the same"
              + " twice",
          null);
    }
    return body;
  }

  /// The standard requires quotes; most programs omit them.
  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }
}
