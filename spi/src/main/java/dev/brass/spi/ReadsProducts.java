package dev.brass.spi;

/// The capability to tell what a product is.
public interface ReadsProducts {
  Answer<Product> product(Store store, String productId);
}
