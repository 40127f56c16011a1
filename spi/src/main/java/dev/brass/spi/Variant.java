package dev.brass.spi;

/// One chosen option of a product: the dimension `Color` has the value `Red`.
public record Variant(String dimension, String value) {}
