package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.tenant.Caller;

/// Admission and payment of calls for product data. Implementations are thread-safe or used once.
interface Meter {

  /// Admits callers that can pay, once their request is known to be valid.
  void mayCall(Caller caller);

  /// Called after a successful call.
  void succeeded(ApiRequest request, Caller caller, DataMeter.Subject subject);
}
