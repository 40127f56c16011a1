package dev.brass.server.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class MaskingTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void masksTheSecretsOfAnOrderAndNothingElse() {
    JsonNode order =
        JSON.readTree(
            """
            {
              "retailer": "amazon",
              "products": [{"product_id": "B0016NHH56", "quantity": 1}],
              "max_price": 2300,
              "payment_method": {
                "name_on_card": "Ben Bitdiddle",
                "number": "4242 4242 4242 4242",
                "security_code": "555",
                "expiration_month": 1,
                "use_gift": false
              },
              "retailer_credentials": {
                "email": "timbeaver@example.com",
                "password": "myRetailerPassword",
                "totp_2fa_key": "3DE4 3ERE 23WE",
                "verification_code": 123456
              },
              "retailer_credentials_id": "zn_acct_ABCD1234",
              "webhooks": {
                "order_placed": "https://user:pass@example.com/hook?token=abc&order=7",
                "order_failed": ["http://example.com/a", "https://key@example.com"]
              },
              "client_notes": {"our_internal_order_id": "abc123", "has_password": true},
              "next_token": "page 2",
              "phone_number": "5551230101",
              "password": null,
              "coupon_secret": ""
            }
            """);
    JsonNode expected =
        JSON.readTree(
            """
            {
              "retailer": "amazon",
              "products": [{"product_id": "B0016NHH56", "quantity": 1}],
              "max_price": 2300,
              "payment_method": {
                "name_on_card": "Ben Bitdiddle",
                "number": "************4242",
                "security_code": "***",
                "expiration_month": 1,
                "use_gift": false
              },
              "retailer_credentials": {
                "email": "timbeaver@example.com",
                "password": "***",
                "totp_2fa_key": "***",
                "verification_code": "***"
              },
              "retailer_credentials_id": "zn_acct_ABCD1234",
              "webhooks": {
                "order_placed": "https://***@example.com/hook?token=***&order=7",
                "order_failed": ["http://example.com/a", "https://***@example.com"]
              },
              "client_notes": {"our_internal_order_id": "abc123", "has_password": true},
              "next_token": "page 2",
              "phone_number": "5551230101",
              "password": null,
              "coupon_secret": ""
            }
            """);
    JsonNode before = order.deepCopy();

    assertThat(Masking.of(order)).isEqualTo(expected);
    assertThat(order).isEqualTo(before);
  }

  @Test
  void masksNumbersOfCardsInAnyForm() {
    assertThat(masked("{\"card\":{\"number\":4242424242424242}}"))
        .isEqualTo("{\"card\":{\"number\":\"************4242\"}}");
    assertThat(masked("{\"x\":{\"number\":\"4242\",\"cvv\":\"1\"}}"))
        .isEqualTo("{\"x\":{\"number\":\"***\",\"cvv\":\"***\"}}");
    assertThat(masked("{\"payment_method\":{\"number\":{\"a\":\"4242424242424242\"}}}"))
        .isEqualTo("{\"payment_method\":{\"number\":\"***\"}}");
    assertThat(masked("{\"house\":{\"number\":\"4242424242424242\"}}"))
        .isEqualTo("{\"house\":{\"number\":\"4242424242424242\"}}");
  }

  @Test
  void masksAllBelowASecretName() {
    assertThat(masked("{\"apiTokens\":[\"a\",{\"b\":\"c\"}],\"Secret-Key\":{\"d\":\"e\"}}"))
        .isEqualTo("{\"apiTokens\":\"***\",\"Secret-Key\":\"***\"}");
  }

  @Test
  void cutsWhatIsNestedTooDeeply() {
    JsonNode deep = JsonNodeFactory.instance.stringNode("bottom");
    for (int i = 0; i < 10_000; i++) {
      ArrayNode around = JsonNodeFactory.instance.arrayNode();
      around.add(deep);
      deep = around;
    }
    assertThat(Masking.of(deep).toString()).hasSizeLessThan(200).contains("\"***\"");
  }

  @Property
  void noValueUnderASecretNamePasses(
      @ForAll("secretNames") String name,
      @ForAll @AlphaChars @StringLength(min = 8, max = 30) String value,
      @ForAll("wraps") List<Integer> wraps) {
    ObjectNode inner = JsonNodeFactory.instance.objectNode();
    inner.put(name, "~" + value);
    JsonNode json = inner;
    for (int wrap : wraps) {
      if (wrap == 0) {
        ArrayNode around = JsonNodeFactory.instance.arrayNode();
        around.add(json);
        json = around;
      } else {
        ObjectNode around = JsonNodeFactory.instance.objectNode();
        around.set("field" + wrap, json);
        json = around;
      }
    }
    assertThat(Masking.of(json).toString()).doesNotContain("~" + value);
  }

  @Provide
  Arbitrary<String> secretNames() {
    return Arbitraries.of(
        "password",
        "Password",
        "retailerPassword",
        "totp_2fa_key",
        "totp_secret",
        "client_secret",
        "access-token",
        "security_code",
        "securityCode",
        "verification_code",
        "api_key",
        "cvv");
  }

  @Provide
  Arbitrary<List<Integer>> wraps() {
    return Arbitraries.integers().between(0, 3).list().ofMaxSize(80);
  }

  private static String masked(String json) {
    return Masking.of(JSON.readTree(json)).toString();
  }
}
