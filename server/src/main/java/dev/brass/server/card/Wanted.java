package dev.brass.server.card;

import dev.brass.server.intake.OrderDraft;
import dev.brass.server.order.OrderSpec;
import dev.brass.spi.Address;
import java.util.List;

/// What a payment is for, as its buyer is shown it.
public record Wanted(List<Product> products, Address shipTo) {

  public Wanted {
    products = List.copyOf(products);
  }

  /// So many of what a page sells.
  public record Product(String url, int quantity) {}

  static Wanted of(OrderSpec spec) {
    return new Wanted(
        spec.lines().stream()
            .map(line -> new Product(String.valueOf(line.url()), line.quantity()))
            .toList(),
        spec.shipTo());
  }

  static Wanted of(OrderDraft draft) {
    return new Wanted(
        draft.products().stream().map(p -> new Product(p.url(), p.quantity())).toList(),
        draft.shipTo());
  }
}
