package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.tenant.Caller;

/// Who may call for product data, and what it costs. Implementations are thread-safe or used once.
interface Meter {

  /// Lets those go on who can pay, once their request is known to be a good one.
  void mayCall(Caller caller);

  /// A call succeeded.
  void succeeded(ApiRequest request, Caller caller, DataMeter.Subject subject);
}
