package dev.brass.server.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Condition;
import dev.brass.spi.DayRange;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.ShippingOption;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OffersAnswerTest {

  @Provide
  Arbitrary<String> currencies() {
    return Arbitraries.of("USD", "JPY", "KWD", "MXN");
  }

  private static Offer offer(Money price, Money... shipping) {
    return new Offer(
        "o",
        "p",
        new Offer.Seller("s", "Seller", null, null, false),
        Condition.USED_LIKE_NEW,
        price,
        false,
        new DayRange(2, 9),
        List.of(shipping).stream()
            .map(it -> new ShippingOption("id", "Name", it, new DayRange(1, 2)))
            .toList(),
        true,
        true,
        false,
        null,
        true,
        3,
        null);
  }

  private static String rendered(boolean cents, Offer offer) {
    return V1Json.write(new OffersAnswer(cents).render(List.of(offer)));
  }

  private static JsonNode only(String answer) {
    return ClassicRequests.JSON.readTree(answer).at("/offers/0");
  }

  @Property
  void everyPriceIsExactInBothUnits(
      @ForAll @LongRange(min = 0, max = 999_999_999_999L) long minor,
      @ForAll @From("currencies") String currency) {
    Money price = Money.of(minor, currency);
    String decimal = rendered(false, offer(price, price));

    assertThat(decimal).doesNotContainPattern("[0-9][eE]");
    BigDecimal major = new BigDecimal(only(decimal).get("price").toString());
    assertThat(Money.ofMajor(major, price.currency())).isEqualTo(price);
    assertThat(only(decimal).get("ship_price")).isEqualTo(only(decimal).get("price"));
    assertThat(only(decimal).at("/shipping_options/0/price").asLong()).isEqualTo(minor);
    JsonNode inCents = only(rendered(true, offer(price, price)));
    assertThat(inCents.get("price").asLong()).isEqualTo(minor);
    assertThat(inCents.get("ship_price").asLong()).isEqualTo(minor);
  }

  @Property
  void shippingIsTheCheapest(@ForAll List<@LongRange(min = 0, max = 1_000_000) Long> prices) {
    Money[] options = prices.stream().map(it -> Money.of(it, "USD")).toArray(Money[]::new);
    JsonNode offer = only(rendered(true, offer(Money.of(1, "USD"), options)));

    LongStream.of(prices.stream().mapToLong(Long::longValue).toArray())
        .min()
        .ifPresentOrElse(
            least -> assertThat(offer.get("ship_price").asLong()).isEqualTo(least),
            () -> assertThat(offer.has("ship_price")).isFalse());
    assertThat(offer.get("shipping_options").size()).isEqualTo(prices.size());
  }

  @Test
  void whatAStoreDoesNotTellIsLeftOut() {
    String answer = rendered(false, offer(Money.of(100, "USD")));

    assertThat(only(answer).propertyNames())
        .containsExactly(
            "addon",
            "condition",
            "handling_days_max",
            "handling_days_min",
            "international",
            "merchant_id",
            "offerlisting_id",
            "price",
            "seller_name",
            "offer_id",
            "available",
            "currency",
            "minimum_quantity",
            "handling_days",
            "seller",
            "shipping_options");
    assertThat(answer).contains("\"price\":1,", "\"condition\":\"Used - Like New\"");
    assertThat(only(answer).get("seller").toString())
        .isEqualTo("{\"id\":\"s\",\"name\":\"Seller\",\"first_party\":false}");
  }
}
