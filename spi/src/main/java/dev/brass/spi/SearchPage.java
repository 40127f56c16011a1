package dev.brass.spi;

import java.util.List;

/// One page of products that match a query.
///
/// @param hasNext whether the page after this one exists
public record SearchPage(List<Product> products, boolean hasNext) {
  public SearchPage {
    products = List.copyOf(products);
  }
}
