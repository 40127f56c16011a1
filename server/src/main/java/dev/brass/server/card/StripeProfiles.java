package dev.brass.server.card;

import dev.brass.server.db.Database;
import dev.brass.server.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/// The ids of tenants at Stripe. Thread-safe.
public final class StripeProfiles {

  private final Database database;
  private final StripeProfileRepository repository = new StripeProfileRepository();

  public StripeProfiles(Database database) {
    this.database = database;
  }

  public StripeProfile of(TenantId tenant) {
    return database
        .jdbi()
        .withHandle(handle -> repository.get(handle, tenant))
        .orElse(StripeProfile.NONE);
  }

  /// Sets a tenant's account as a reseller.
  ///
  /// @param account such as `acct_…`; null to remove it
  public void setConnectedAccount(TenantId tenant, @Nullable String account) {
    database.jdbi().useHandle(handle -> repository.setAccount(handle, tenant, account));
  }

  /// Sets the owner of a tenant's cards.
  ///
  /// @param customer such as `cus_…`; null to remove it
  public void setCustomer(TenantId tenant, @Nullable String customer) {
    database.jdbi().useHandle(handle -> repository.setCustomer(handle, tenant, customer));
  }
}
