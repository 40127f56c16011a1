package dev.brass.spi;

/// A way to ship, its price and its duration.
///
/// @param id the store's id, repeated in [PlaceOrder#shippingOptionId] when it is chosen
/// @param delivery days from placing the order until it arrives
public record ShippingOption(String id, String name, Money price, DayRange delivery) {}
