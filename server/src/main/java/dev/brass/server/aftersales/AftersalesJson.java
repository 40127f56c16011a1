package dev.brass.server.aftersales;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.brass.server.secret.SecretModules;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

/// After-sales tasks as JSON columns. Actions and states are named by their records, so that a
/// record can be moved but not renamed without a migration.
final class AftersalesJson {

  private final JsonMapper plain = mapper(SecretModules.masking());
  private final JsonMapper revealing = mapper(SecretModules.revealing());

  private static JsonMapper mapper(JacksonModule secrets) {
    return JsonMapper.builder()
        .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_NULL))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .addMixIn(AftersalesAction.class, Typed.class)
        .addMixIn(AftersalesState.class, Typed.class)
        .registerSubtypes(AftersalesAction.class.getPermittedSubclasses())
        .registerSubtypes(AftersalesState.class.getPermittedSubclasses())
        .addModule(secrets)
        .build();
  }

  String write(Object value) {
    return plain.writeValueAsString(value);
  }

  <T> T read(String json, Class<T> type) {
    return plain.readValue(json, type);
  }

  byte[] writeSecret(AftersalesPrivate value) {
    return revealing.writeValueAsBytes(value);
  }

  AftersalesPrivate readSecret(byte[] json) {
    return revealing.readValue(json, AftersalesPrivate.class);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
  private interface Typed {}
}
