package dev.brass.server.card;

import dev.brass.server.intake.OrderDraft;
import dev.brass.server.order.OrderSpec;
import dev.brass.spi.Address;
import java.util.List;

/// The content of a payment as shown to its buyer.
public record Wanted(List<Product> products, Address shipTo) {

  public Wanted {
    products = List.copyOf(products);
  }

  /// A quantity of the product of a page.
  public record Product(String url, int quantity) {}

  static Wanted of(OrderSpec spec) {
    return new Wanted(
        spec.lines().stream()
            .map(line -> new Product(String.valueOf(line.url()), line.quantity()))
            .toList(),
        spec.delivery().to());
  }

  static Wanted of(OrderDraft draft) {
    return new Wanted(
        draft.products().stream().map(p -> new Product(p.url(), p.quantity())).toList(),
        draft.shipTo());
  }
}
