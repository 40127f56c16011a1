package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.BoughtItem;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// How a bundle is divided.
class BundleSharesTest {

  private static Money usd(long cents) {
    return Money.of(cents, "USD");
  }

  private static BundleMember member(int number) {
    return new BundleMember(
        new OrderId(new UUID(0, number)), List.of("product-" + number), null, null, null);
  }

  private static PriceComponents price(long subtotal, long shipping, long tax, long discount) {
    return new PriceComponents(
        usd(subtotal),
        usd(shipping),
        usd(tax),
        usd(discount),
        usd(0),
        usd(subtotal + shipping + tax - discount),
        null);
  }

  private static Placement bundle(PriceComponents price, List<Long> worths) {
    List<BoughtItem> items = new ArrayList<>();
    List<String> products = new ArrayList<>();
    for (int i = 0; i < worths.size(); i++) {
      items.add(new BoughtItem("product-" + i, 1, usd(worths.get(i)), "seller"));
      products.add("product-" + i);
    }
    return new Placement(
        List.of(
            new MerchantOrder("M-1", "amazon", "a@b.test", Instant.EPOCH, products, null, null)),
        price,
        items);
  }

  @Test
  void aMemberGetsItsProductsAndItsPartOfTheRest() {
    Placement whole = bundle(price(6000, 100, 601, 0), List.of(2000L, 3000L, 1000L));
    List<BundleMember> members = List.of(member(0), member(1), member(2));

    Placement second = BundleShares.of(whole, members, 1);

    assertThat(second.price().subtotal()).isEqualTo(usd(3000));
    assertThat(second.price().shipping()).isEqualTo(usd(50));
    assertThat(second.price().tax()).isEqualTo(usd(300));
    assertThat(second.price().total()).isEqualTo(usd(3350));
    assertThat(second.items()).extracting(BoughtItem::productId).containsExactly("product-1");
    assertThat(second.merchantOrders())
        .singleElement()
        .satisfies(
            order -> {
              assertThat(order.id()).isEqualTo("M-1");
              assertThat(order.productIds()).containsExactly("product-1");
            });
  }

  @Test
  void whatCostsNothingIsDividedEvenly() {
    Placement whole = bundle(price(0, 101, 0, 0), List.of(0L, 0L));
    List<BundleMember> members = List.of(member(0), member(1));
    assertThat(BundleShares.of(whole, members, 0).price().total()).isEqualTo(usd(50));
    assertThat(BundleShares.of(whole, members, 1).price().total()).isEqualTo(usd(51));
  }

  @Property
  void sharesAddUpAndNoneIsMoreThanWasFoundToBeTheMost(
      @ForAll @IntRange(min = 1, max = 8) int members,
      @ForAll @LongRange(max = 50_000) long shipping,
      @ForAll @LongRange(max = 50_000) long tax,
      @ForAll @LongRange(max = 500) long discount,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Long> worths = new ArrayList<>();
    List<BundleMember> shared = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      worths.add((long) random.nextInt(100_000) + 100);
      shared.add(member(i));
    }
    long subtotal = worths.stream().mapToLong(Long::longValue).sum();
    PriceComponents price = price(subtotal, shipping, tax, Math.min(discount, subtotal));
    Placement whole = bundle(price, worths);
    Money sum = usd(0);
    for (int i = 0; i < members; i++) {
      PriceComponents share = BundleShares.of(whole, shared, i).price();
      assertThat(share.total())
          .isEqualTo(
              share.subtotal().plus(share.shipping()).plus(share.tax()).minus(share.discount()));
      assertThat(share.subtotal()).isEqualTo(usd(worths.get(i)));
      assertThat(share.total()).isLessThanOrEqualTo(BundleShares.most(price, worths, i).total());
      sum = sum.plus(share.total());
    }
    assertThat(sum).isEqualTo(price.total());
  }
}
