package dev.brass.server.agentpay;

/// What something costs by one way to pay, as a payer of it counts.
///
/// @param method the [Rail#method]
/// @param amount in the smallest unit of the currency
/// @param currency as that way names it
public record Price(String method, String amount, String currency) {}
