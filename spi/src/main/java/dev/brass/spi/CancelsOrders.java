package dev.brass.spi;

/// The capability to cancel a placed order. Repeatable: a second call answers as the first (C9).
public interface CancelsOrders {
  CancelResult cancel(Store store, MerchantOrder order, String reason);
}
