package dev.brass.server.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.brass.server.secret.SecretModules;
import dev.brass.spi.Credential;
import dev.brass.spi.Payment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

/// Orders as JSON columns. In the database, states, events and rules have the snake-case name of
/// their record, fixed here once: a record can be moved, but not renamed without a migration.
final class OrderJson {

  private final JsonMapper plain;
  private final JsonMapper revealing;

  OrderJson() {
    plain = mapper(SecretModules.masking());
    revealing = mapper(SecretModules.revealing());
  }

  private static JsonMapper mapper(JacksonModule secrets) {
    return JsonMapper.builder()
        .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_NULL))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .addMixIn(OrderSpec.class, StoredSpec.SpecMixIn.class)
        .addMixIn(SellerCriteria.class, StoredSpec.CriteriaMixIn.class)
        .addMixIn(ShippingRule.class, Typed.class)
        .registerSubtypes(
            ShippingRule.Cheapest.class,
            ShippingRule.Fastest.class,
            ShippingRule.Free.class,
            ShippingRule.Named.class,
            ShippingRule.Within.class)
        .addMixIn(Funding.class, Funded.class)
        .registerSubtypes(Funding.class.getPermittedSubclasses())
        .addModule(secrets)
        .build();
  }

  String write(Object value) {
    return plain.writeValueAsString(value);
  }

  <T> T read(String json, Class<T> type) {
    return plain.readValue(json, type);
  }

  byte[] writeSecret(Object value) {
    return revealing.writeValueAsBytes(value);
  }

  <T> T readSecret(byte[] json, Class<T> type) {
    return revealing.readValue(json, type);
  }

  /// The name of a state. Initial states have an empty object as data.
  static String stateName(OrderState state) {
    return stateName(state.getClass());
  }

  static String stateName(Class<? extends OrderState> type) {
    return snake(type.getSimpleName());
  }

  static Class<? extends OrderState> stateType(String name) {
    return named(OrderState.class, name, STATES);
  }

  OrderState state(String name, String data) {
    return read(data, stateType(name));
  }

  static String eventName(OrderEvent event) {
    return snake(event.getClass().getSimpleName());
  }

  OrderEvent event(String name, String data) {
    return read(data, named(OrderEvent.class, name, EVENTS));
  }

  /// The events by their names.
  static Map<String, Class<?>> eventNames() {
    return EVENTS;
  }

  /// The sealed data besides the card.
  record Rest(@Nullable Credential credential, Map<String, List<String>> webhooks) {}

  /// A card as it is sealed.
  record Card(Payment.Card card) {}

  private static final Map<String, Class<?>> STATES = bySnakeName(OrderState.class);
  private static final Map<String, Class<?>> EVENTS = bySnakeName(OrderEvent.class);

  private static <T> Class<? extends T> named(
      Class<T> sealed, String name, Map<String, Class<?>> known) {
    Class<?> type = known.get(name);
    if (type == null) {
      throw new IllegalStateException(
          "the database holds a "
              + sealed.getSimpleName()
              + " that this version does not know: "
              + name);
    }
    return type.asSubclass(sealed);
  }

  private static Map<String, Class<?>> bySnakeName(Class<?> sealed) {
    Map<String, Class<?>> names = new TreeMap<>();
    for (Class<?> type : sealed.getPermittedSubclasses()) {
      names.put(snake(type.getSimpleName()), type);
    }
    return Map.copyOf(names);
  }

  private static String snake(String camel) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (Character.isUpperCase(c)) {
        text.append(i == 0 ? "" : "_").append(Character.toLowerCase(c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "rule")
  private interface Typed {}

  /// Orders from before there were several kinds of funding do not name theirs.
  @JsonTypeInfo(
      use = JsonTypeInfo.Id.SIMPLE_NAME,
      property = "by",
      defaultImpl = Funding.Held.class)
  private interface Funded {}
}
