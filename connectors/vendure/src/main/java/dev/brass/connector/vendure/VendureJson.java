package dev.brass.connector.vendure;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The one reader and writer of JSON here: it ignores what the connector does not know, because
/// shops extend their schema, and takes no `null` for zero and no fraction for a whole number; the
/// numbers of wire records are required. Thread-safe.
final class VendureJson {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private VendureJson() {}
}
