package dev.brass.spi;

/// The capability to open a return for a placed order.
public interface ReturnsOrders {
  ReturnResult open(Store store, ReturnOrder request);
}
