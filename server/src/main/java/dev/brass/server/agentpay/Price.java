package dev.brass.server.agentpay;

/// A price by one rail, in the payer's units.
///
/// @param method the [Rail#method]
/// @param amount in the smallest unit of the currency
/// @param currency as the rail names it
public record Price(String method, String amount, String currency) {}
