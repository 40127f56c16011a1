package dev.brass.server.tenant;

import dev.brass.server.quota.Owner;
import java.util.UUID;

/// The caller of a request, and its rights.
///
/// @param keyId the key they called with
public record Caller(TenantId tenant, UUID keyId, Mode mode, Scope scope)
    implements Authentication {

  /// The owner of a request's work.
  public Owner owner() {
    Owner.Rank rank =
        mode == Mode.TEST
            ? Owner.Rank.TEST
            : scope == Scope.ORDER ? Owner.Rank.AGENT : Owner.Rank.LIVE;
    return Owner.tenant(rank, tenant.value());
  }

  /// The same caller in test mode, which a live key enters by the header `X-Test-Mode`.
  public Caller inTestMode() {
    return new Caller(tenant, keyId, Mode.TEST, scope);
  }
}
