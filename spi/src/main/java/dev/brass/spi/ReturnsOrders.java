package dev.brass.spi;

/// The capability to open a return for a placed order and to report its progress.
public interface ReturnsOrders {
  /// Opens the return with this reference, or reports its state if it is open already.
  ///
  /// @throws StoreException when the store cannot be reached
  ReturnResult open(Store store, ReturnOrder request);
}
