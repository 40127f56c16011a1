package dev.brass.server.agentpay;

/// One way to pay a bill, as offered to the client.
///
/// @param rail the [Rail#method]
/// @param challenge its id
/// @param header the value of a `WWW-Authenticate` header
public record Offer(String rail, String challenge, String header) {}
