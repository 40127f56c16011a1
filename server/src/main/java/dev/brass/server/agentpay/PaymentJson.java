package dev.brass.server.agentpay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.brass.server.secret.SecretModules;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Payments as JSON columns. States are named by their records, so that a record can be moved but
/// not renamed without a migration.
final class PaymentJson {

  private final JsonMapper plain = mapper(SecretModules.masking());
  private final JsonMapper revealing = mapper(SecretModules.revealing());

  private static JsonMapper mapper(JacksonModule secrets) {
    return JsonMapper.builder()
        .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_NULL))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .addMixIn(PaymentState.class, Typed.class)
        .registerSubtypes(PaymentState.class.getPermittedSubclasses())
        .addModule(secrets)
        .build();
  }

  String write(PaymentState state) {
    return plain.writerFor(PaymentState.class).writeValueAsString(state);
  }

  PaymentState state(String json) {
    return plain.readValue(json, PaymentState.class);
  }

  JsonNode tree(String json) {
    return plain.readTree(json);
  }

  byte[] writeSecret(PaymentPrivate value) {
    return revealing.writeValueAsBytes(value);
  }

  PaymentPrivate readSecret(byte[] json) {
    return revealing.readValue(json, PaymentPrivate.class);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
  private interface Typed {}
}
