package dev.brass.server.stats;

/// The middle of an area in which something was delivered, in degrees with two decimals.
public record MapPoint(double latitude, double longitude) {}
