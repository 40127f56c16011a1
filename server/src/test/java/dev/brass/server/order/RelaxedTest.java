package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.Ids;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What of an order is given up, and what is not.
class RelaxedTest {

  private static final Fulfilment ALL = new Fulfilment(true, true);

  private static OrderLine line(String product, int quantity) {
    return new OrderLine(Ids.next(), product, null, quantity, List.of(), SellerCriteria.ANY);
  }

  private static OrderError of(ErrorCode code, String product, Map<String, Object> more) {
    Map<String, Object> data = new java.util.HashMap<>(more);
    data.put("product_id", product);
    return new OrderError(code, "why", data);
  }

  @Test
  void aProductThatCannotBeBoughtIsLeftOut() {
    OrderLine bad = line("bad", 2);
    OrderLine good = line("good", 1);
    Relaxed whole = new Relaxed(List.of(bad, good), List.of());
    Relaxed left =
        whole.after(of(ErrorCode.PRODUCT_UNAVAILABLE, "bad", Map.of()), ALL).orElseThrow();
    assertThat(left.lines()).containsExactly(good);
    assertThat(left.concessions())
        .containsExactly(
            new Concession(
                Concession.Concern.ITEMS,
                ErrorCode.PRODUCT_UNAVAILABLE,
                "why",
                bad.itemId(),
                2,
                0));
    assertThat(left.after(of(ErrorCode.PRODUCT_UNAVAILABLE, "good", Map.of()), ALL)).isEmpty();
  }

  @Test
  void fewerUnitsAreBoughtThanAskedFor() {
    OrderLine line = line("capped", 5);
    Relaxed whole = new Relaxed(List.of(line), List.of());
    OrderError error = of(ErrorCode.MAX_QUANTITY_EXCEEDED, "capped", Map.of("max_quantity", 2));
    Relaxed left = whole.after(error, ALL).orElseThrow();
    assertThat(left.lines()).extracting(OrderLine::quantity).containsExactly(2);
    assertThat(left.concessions())
        .extracting(Concession::requested, Concession::fulfilled)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(5, 2));
    assertThat(left.after(error, ALL)).isEmpty();
  }

  @Test
  void nothingIsGivenUpThatTheOrderDoesNotAllow() {
    Relaxed whole = new Relaxed(List.of(line("a", 5), line("b", 1)), List.of());
    OrderError unavailable = of(ErrorCode.PRODUCT_UNAVAILABLE, "a", Map.of());
    OrderError capped = of(ErrorCode.MAX_QUANTITY_EXCEEDED, "a", Map.of("max_quantity", 2));
    assertThat(whole.after(unavailable, Fulfilment.WHOLE)).isEmpty();
    assertThat(whole.after(unavailable, new Fulfilment(false, true))).isEmpty();
    assertThat(whole.after(capped, new Fulfilment(true, false))).isEmpty();
    assertThat(whole.after(of(ErrorCode.CREDIT_CARD_DECLINED, "a", Map.of()), ALL)).isEmpty();
    assertThat(whole.after(of(ErrorCode.PRODUCT_UNAVAILABLE, "c", Map.of()), ALL)).isEmpty();
    assertThat(whole.after(ErrorCode.PRODUCT_UNAVAILABLE.error(), ALL)).isEmpty();
  }
}
