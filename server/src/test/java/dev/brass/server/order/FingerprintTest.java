package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.Ids;
import dev.brass.spi.Address;
import dev.brass.spi.Credential;
import dev.brass.spi.Secret;
import dev.brass.spi.Variant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private static final Variant RED = new Variant("Color", "Red");
  private static final Variant SMALL = new Variant("Size", "S");
  private static final OrderLine LAMP = line("lamp", 1);

  private static final Address HOME =
      new Address(
          "Tim",
          "Beaver",
          "77 Massachusetts Avenue",
          null,
          "Cambridge",
          "MA",
          "02139",
          "US",
          "5551230101",
          null);

  private static OrderLine line(String productId, int quantity, Variant... variants) {
    return new OrderLine(
        Ids.next(), productId, null, quantity, List.of(variants), SellerCriteria.ANY);
  }

  private static Address to(
      String firstName, String lastName, String line1, @Nullable String line2) {
    return new Address(
        firstName, lastName, line1, line2, "CAMBRIDGE", "ma", "02139", "US", null, "at the back");
  }

  private static OrderSpec spec(String store, Address to, OrderLine... lines) {
    return new OrderSpec(
        store,
        List.of(lines),
        new OrderSpec.Delivery(to, new ShippingRule.Fastest(), null, null),
        new OrderSpec.Payment(OrderSpec.Pay.STORE_DEFAULT, null, null),
        OrderSpec.Terms.ANY_PRICE,
        new OrderSpec.Reference(null, Map.of("note", lines.length)),
        OrderSpec.Bundle.NONE,
        null);
  }

  private static String print(OrderSpec spec, @Nullable String email) {
    Credential credential =
        email == null ? null : new Credential(email, Secret.of("any"), null, null);
    return HexFormat.of().formatHex(Fingerprint.of(spec, credential));
  }

  private static String print(OrderLine... lines) {
    return print(spec("shop", HOME, lines), null);
  }

  @Test
  void theOrderOfGoodsAndVariantsMakesNoDifference() {
    assertThat(print(line("a", 1, RED, SMALL), line("b", 2)))
        .isEqualTo(print(line("b", 2), line("a", 1, SMALL, RED)))
        .hasSize(64);
    assertThat(print(line("a", 1), line("a", 2))).isEqualTo(print(line("a", 3)));
  }

  @Test
  void goodsQuantitiesAndVariantsMakeADifference() {
    List<String> prints =
        List.of(
            print(LAMP),
            print(line("lamp", 2)),
            print(line("Lamp", 1)),
            print(line("lamp", 1, RED)),
            print(line("lamp", 1, SMALL)),
            print(line("lamp", 1, RED, SMALL)),
            print(line("lamp", 1), line("lamp", 1, RED)),
            print(line("4:lamp1:1", 1)),
            print(line("", 1), line("lamp", 1)));
    assertThat(prints).doesNotHaveDuplicates();
  }

  @Test
  void theLogInCountsInAnyCase() {
    OrderSpec spec = spec("shop", HOME, LAMP);
    assertThat(print(spec, "Tim@Example.com")).isEqualTo(print(spec, "tim@example.com"));
    assertThat(List.of(print(spec, null), print(spec, "tim@example.com"), print(spec, "t@e.com")))
        .doesNotHaveDuplicates();
  }

  @Test
  void theAddressCountsWithoutCaseAndWhiteSpace() {
    String home = print(LAMP);
    assertThat(
            print(
                spec("shop", to("tim", "BEAVER", " 77  massachusetts\u00a0Avenue", ""), LAMP),
                null))
        .isEqualTo(home);
    assertThat(
            print(spec("shop", to("Tim Beaver", "", "77 Massachusetts Avenue", null), LAMP), null))
        .isEqualTo(home);
    for (Address other :
        Arrays.asList(
            to("Tom", "Beaver", "77 Massachusetts Avenue", null),
            to("Tim", "Beaver", "78 Massachusetts Avenue", null),
            to("Tim", "Beaver", "77 Massachusetts Avenue", "Apt 4"))) {
      assertThat(print(spec("shop", other, LAMP), null)).isNotEqualTo(home);
    }
  }

  @Test
  void theStoreCounts() {
    assertThat(print(spec("other", HOME, LAMP), null)).isNotEqualTo(print(LAMP));
  }
}
