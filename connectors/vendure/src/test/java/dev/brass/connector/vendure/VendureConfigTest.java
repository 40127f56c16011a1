package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.spi.DayRange;
import dev.brass.spi.StoreSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendureConfigTest {

  private static final Map<String, String> LEAST =
      Map.of(
          "url", "https://shop.example",
          "payment-method", "invoice",
          "customer-email", "orders@buyer.example");

  @Test
  void needsAddressPaymentMethodAndEmailOnly() {
    VendureConfig config = VendureConfig.of(new StoreSettings(LEAST));

    assertThat(config.url()).isEqualTo(URI.create("https://shop.example"));
    assertThat(config.storefront()).isEqualTo(config.url());
    assertThat(config.paymentMethod()).isEqualTo("invoice");
    assertThat(config.paymentMetadata()).isEmpty();
    assertThat(config.referenceField()).isNull();
    assertThat(config.referenceInEmail()).isFalse();
    assertThat(config.channelToken()).isNull();
    assertThat(config.admin()).isNull();
    assertThat(config.deliveryDays().of("any")).isEqualTo(new DayRange(2, 6));
    assertThat(config.moneyPrecision()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"url", "payment-method", "customer-email"})
  void namesTheSettingThatIsMissing(String name) {
    Map<String, String> settings = new HashMap<>(LEAST);
    settings.remove(name);
    assertThatThrownBy(() -> VendureConfig.of(new StoreSettings(settings)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          url                | shop.example
          url                | ftp://shop.example
          url                | https://user:word@shop.example
          url                | https://shop.example/?a=b
          url                | https://shop.example/shop-api
          url                | https://shop.example/shop-api/
          url                | https://shop example
          storefront-url     | nowhere
          payment-method     | ' '
          payment-metadata   | [1]
          payment-metadata   | null
          payment-metadata   | {"open":
          customer-email     | nobody
          customer-email     | two@at@signs
          reference-in-email | yes
          reference-field    | client reference
          reference-field    | 1st
          reference-field    | a}}b
          channel-token      | ' '
          admin-username     | only-a-name
          admin-password     | only-a-password
          delivery-days      | soon
          delivery-days      | 6-2
          delivery-days      | express:1-2
          delivery-days      | 1-2,3-4
          money-precision    | two
          money-precision    | -1
          money-precision    | 7
          """)
  void namesTheSettingThatIsWrong(String name, String value) {
    assertThatThrownBy(() -> VendureConfig.of(with(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            switch (name) {
              case "admin-username" -> "'admin-password'";
              case "admin-password" -> "'admin-username'";
              default -> "'" + name + "'";
            });
  }

  @Test
  void refusesUnknownSettingsAndTellsTheKnownOnes() {
    assertThatThrownBy(() -> VendureConfig.of(with("payment-methods", "invoice")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'payment-methods' is unknown")
        .hasMessageContaining("payment-method,");
  }

  @Test
  void showsNoSecret() {
    Map<String, String> settings = new HashMap<>(LEAST);
    settings.put("channel-token", "canary-channel");
    settings.put("admin-username", "reader");
    settings.put("admin-password", "canary-password");

    VendureConfig config = VendureConfig.of(new StoreSettings(settings));

    assertThat(config.toString()).doesNotContain("canary");
    assertThat(config.admin()).isNotNull();
    assertThat(config.channelToken()).isNotNull();
  }

  @Test
  void takesAddressesWithAPathAndSlashesAtTheEnd() {
    assertThat(VendureConfig.of(with("url", "https://example.com/shop//")).url())
        .isEqualTo(URI.create("https://example.com/shop"));
  }

  @Test
  void readsDeliveryDaysPerShippingMethod() {
    DeliveryDays days = DeliveryDays.parse("3-6, express-shipping:1-2 ,pallet:7-21");

    assertThat(days.of("express-shipping")).isEqualTo(new DayRange(1, 2));
    assertThat(days.of("pallet")).isEqualTo(new DayRange(7, 21));
    assertThat(days.of("standard-shipping")).isEqualTo(new DayRange(3, 6));
  }

  @Test
  void readsPaymentMetadataAsJson() {
    assertThat(
            VendureConfig.of(with("payment-metadata", "{\"shouldDecline\": true, \"n\": 1}"))
                .paymentMetadata())
        .isEqualTo(Map.of("shouldDecline", true, "n", 1));
  }

  private static StoreSettings with(String name, String value) {
    Map<String, String> settings = new HashMap<>(LEAST);
    settings.put(name, value);
    return new StoreSettings(settings);
  }
}
