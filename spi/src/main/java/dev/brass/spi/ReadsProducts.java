package dev.brass.spi;

/// The capability to read the details of a product.
public interface ReadsProducts {
  Answer<Product> product(Store store, String productId);
}
