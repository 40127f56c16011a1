package dev.brass.spi;

import java.util.List;

/// The capability to list the sellers of a product and their prices.
public interface ListsOffers {
  /// All offers, also those that are not available now, in no particular order; at most 500.
  Answer<List<Offer>> offers(Store store, String productId);
}
