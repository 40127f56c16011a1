package dev.brass.server.agentpay;

import java.util.List;
import java.util.Map;

/// A bill in the format of x402.
///
/// @param header the value of `PAYMENT-REQUIRED`, for those of version 2
/// @param accepts a part of the body, for those of version 1
public record X402Offer(String header, List<Map<String, Object>> accepts) {}
