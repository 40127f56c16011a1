package dev.brass.spi;

/// The capability to search a store's catalogue.
public interface SearchesProducts {
  /// One page of products that match.
  ///
  /// @param page from 1
  Answer<SearchPage> search(Store store, String query, int page);
}
