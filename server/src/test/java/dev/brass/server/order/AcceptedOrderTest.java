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

class AcceptedOrderTest {

  private static final Address ADDRESS =
      new Address("Zoë", "Müller", "1 A St", null, "Köln", null, "50667", "DE", "555", null);

  private static OrderSpec spec() {
    SellerCriteria used =
        new SellerCriteria(
            null,
            null,
            Set.of(Condition.NEW),
            Set.of(Condition.USED_GOOD),
            null,
            4,
            null,
            null,
            Set.of(),
            Set.of(),
            null,
            null,
            null,
            true,
            false);
    OrderLine line =
        new OrderLine(
            UUID.randomUUID(),
            "B000000001",
            "https://shop.example/dp/B000000001",
            2,
            List.of(new Variant("Color", "\"Red\"")),
            used);
    return new OrderSpec(
        "shop",
        List.of(line),
        ADDRESS,
        null,
        new ShippingRule.Within(ShippingRule.Order.PRICE, 4, null),
        4_999L,
        null,
        false,
        List.of(),
        OrderSpec.Pay.STORE_DEFAULT,
        null,
        new Gift("for you", false),
        List.of(),
        "PO 7",
        Map.of("ref", new BigDecimal("1.50"), "nested", Map.of("a", List.of("b"))),
        false,
        List.of(),
        new Fulfilment(true, false),
        new AccountChoice(UUID.randomUUID(), "zn_acct_1"));
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

  /// What earlier versions kept, and what a client may try to look like one.
  @ParameterizedTest
  @ValueSource(strings = {"", "{\"products\":[]}", "{\"spec\":{},\"echo\":\"\"}", " accepted:{}"})
  void aRequestOfAClientIsNone(String text) {
    assertThat(AcceptedOrder.read(text)).isEmpty();
  }
}
