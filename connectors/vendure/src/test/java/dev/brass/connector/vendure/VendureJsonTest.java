package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/// An amount is never guessed (C5).
class VendureJsonTest {

  @Test
  void readsAWholeAmount() {
    assertThat(price("{\"price\": 1250, \"unknown\": 1}")).isEqualTo(1250);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"price\": null}", "{\"price\": 12.5}", "{\"price\": \"x\"}"})
  void refusesAnAmountThatIsMissingOrNotWhole(String json) {
    assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> price(json));
  }

  private static long price(String json) {
    return VendureJson.MAPPER.readValue(json, VendureWire.ShippingLine.class).price();
  }
}
