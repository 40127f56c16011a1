package dev.brass.spi;

/// A way to ship, its price and how long it takes.
///
/// @param id the store's id, echoed in [PlaceOrder#shippingOptionId] when it is chosen
/// @param delivery days from placing the order until it arrives
public record ShippingOption(String id, String name, Money price, DayRange delivery) {}
