package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Address;
import dev.brass.spi.Condition;
import dev.brass.spi.Gift;
import dev.brass.spi.Variant;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class AcceptedOrderTest {

  private static final JsonMapper JSON = new JsonMapper();

  private static final Address ADDRESS =
      new Address("Zoë", "Müller", "1 A St", null, "Köln", null, "50667", "DE", "555", null);

  private static OrderSpec spec() {
    SellerCriteria used =
        new SellerCriteria(
            new SellerCriteria.Item(Set.of(Condition.NEW), Set.of(Condition.USED_GOOD), null, null),
            SellerCriteria.Seller.ANY,
            new SellerCriteria.Shipping(4, null, null),
            new SellerCriteria.Choice(null, true, false));
    OrderLine line =
        new OrderLine(
            new UUID(0, 1),
            "B000000001",
            "https://shop.example/dp/B000000001",
            2,
            List.of(new Variant("Color", "\"Red\"")),
            used);
    return new OrderSpec(
        "shop",
        List.of(line),
        new OrderSpec.Delivery(
            ADDRESS,
            new ShippingRule.Within(ShippingRule.Order.PRICE, 4, null),
            null,
            new Gift("for you", false)),
        new OrderSpec.Payment(OrderSpec.Pay.STORE_DEFAULT, null, null),
        new OrderSpec.Terms(4_999L, false, List.of(), List.of(), new Fulfilment(true, false)),
        new OrderSpec.Reference(
            "PO 7", Map.of("ref", new BigDecimal("1.50"), "nested", Map.of("a", List.of("b")))),
        OrderSpec.Bundle.NONE,
        new AccountChoice(new UUID(0, 2), "zn_acct_1"));
  }

  @Test
  void isReadAsItWasWritten() {
    AcceptedOrder order = new AcceptedOrder(spec(), "{\"a\": 1}", "{\"a\":1}", "key");

    assertThat(AcceptedOrder.read(order.write()))
        .hasValueSatisfying(
            read -> {
              assertThat(read.spec()).usingRecursiveComparison().isEqualTo(order.spec());
              assertThat(read.echo()).isEqualTo(order.echo());
              assertThat(read.said()).isEqualTo(order.said());
              assertThat(read.idempotencyKey()).isEqualTo("key");
            });
  }

  @Test
  void isStoredInOneObjectUnderTheNamesOfEarlierVersions() {
    String written = new AcceptedOrder(spec(), "{}", "{}", null).write();

    assertThat(JSON.readTree(written.substring("accepted:".length())))
        .isEqualTo(
            JSON.readTree(
                """
                {"spec":{"store":"shop",
                "lines":[{"itemId":"00000000-0000-0000-0000-000000000001",
                "productId":"B000000001","url":"https://shop.example/dp/B000000001",
                "quantity":2,"variants":[{"dimension":"Color","value":"\\"Red\\""}],
                "criteria":{"conditionIn":["NEW"],"conditionNotIn":["USED_GOOD"],
                "handlingDaysMax":4,"merchantIdIn":[],"merchantIdNotIn":[],
                "preferBuyBox":true,"allowOos":false}}],
                "shipTo":{"firstName":"Zoë","lastName":"Müller","line1":"1 A St","city":"Köln",
                "postalCode":"50667","country":"DE","phone":"555"},
                "shipping":{"rule":"Within","order":"PRICE","maxDays":4},"maxPrice":4999,
                "failIfTaxed":false,"discounts":[],"pay":"STORE_DEFAULT",
                "gift":{"message":"for you","required":false},"promoCodes":[],"poNumber":"PO 7",
                "notes":{"ref":1.50,"nested":{"a":["b"]}},"bundled":false,"members":[],
                "fulfilment":{"items":true,"quantity":false},
                "account":{"id":"00000000-0000-0000-0000-000000000002","shortId":"zn_acct_1"}},
                "echo":"{}","said":"{}"}
                """));
  }

  /// What earlier versions kept, and what a client may try to look like one.
  @ParameterizedTest
  @ValueSource(strings = {"", "{\"products\":[]}", "{\"spec\":{},\"echo\":\"\"}", " accepted:{}"})
  void aRequestOfAClientIsNone(String text) {
    assertThat(AcceptedOrder.read(text)).isEmpty();
  }
}
