package dev.brass.testkit;

import dev.brass.spi.ErrorCode;
import java.util.function.Supplier;

/// An error of a store that its connector knows. In the world, quoting or placing the order must be
/// refused with the code; where a connector does not sell, reading the product must.
///
/// @param name the error in the store's words, for the test's name
public record Refusal(String name, ErrorCode code, Supplier<World> world) {}
