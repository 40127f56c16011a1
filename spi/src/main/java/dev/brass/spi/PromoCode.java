package dev.brass.spi;

/// A promotion code to enter at checkout.
///
/// @param optional whether the order continues when the store refuses the code
public record PromoCode(String code, boolean optional) {}
