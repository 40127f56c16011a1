package dev.brass.testkit;

import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON of the paper shop. Whatever is no clear answer becomes a [StoreException], since then
/// nothing is known.
final class PaperJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private PaperJson() {}

  static JsonNode read(StoreHttp.Reply reply) {
    if (reply.status() >= 500) {
      throw StoreException.answerLost(
          "the shop answered " + reply.status(), new IllegalStateException("server error"));
    }
    try {
      return JSON.readTree(reply.body());
    } catch (JacksonException e) {
      // The parser's own message quotes the reply, which may repeat the card's number.
      throw StoreException.answerLost(
          "the shop's answer is no JSON", new IllegalStateException("cut off"));
    }
  }

  static String write(Object body) {
    return JSON.writeValueAsString(body);
  }

  static JsonNode required(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      throw StoreException.answerLost(
          "the shop's answer lacks '" + name + "'", new IllegalStateException("incomplete"));
    }
    return value;
  }
}
