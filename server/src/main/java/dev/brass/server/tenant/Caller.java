package dev.brass.server.tenant;

import java.util.UUID;

/// Who calls, and what they may do.
///
/// @param keyId the key they called with
public record Caller(TenantId tenant, UUID keyId, Mode mode, Scope scope)
    implements Authentication {

  /// The same caller in test mode, which a live key enters by the header `X-Test-Mode`.
  public Caller inTestMode() {
    return new Caller(tenant, keyId, Mode.TEST, scope);
  }
}
