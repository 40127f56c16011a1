package dev.brass.spi;

/// The capability to follow a placed order. Repeatable (C9).
public interface TracksOrders {
  TrackResult track(Store store, MerchantOrder order);
}
