package dev.brass.server.card;

import dev.brass.server.tenant.TenantId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The table `stripe_profile`. Thread-safe.
final class StripeProfileRepository {

  private static final String GET =
      """
      select customer, connected_account from stripe_profile where tenant_id = :tenant
      """;

  private static final String SET_ACCOUNT =
      """
      insert into stripe_profile (tenant_id, connected_account) values (:tenant, :value)
      on conflict (tenant_id) do update set connected_account = excluded.connected_account
      """;

  private static final String SET_CUSTOMER =
      """
      insert into stripe_profile (tenant_id, customer) values (:tenant, :value)
      on conflict (tenant_id) do update set customer = excluded.customer
      """;

  Optional<StripeProfile> get(Handle handle, TenantId tenant) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .map(
            (row, _) ->
                new StripeProfile(row.getString("customer"), row.getString("connected_account")))
        .findOne();
  }

  void setAccount(Handle handle, TenantId tenant, @Nullable String account) {
    set(handle, SET_ACCOUNT, tenant, account);
  }

  void setCustomer(Handle handle, TenantId tenant, @Nullable String customer) {
    set(handle, SET_CUSTOMER, tenant, customer);
  }

  private static void set(Handle handle, String sql, TenantId tenant, @Nullable String value) {
    handle.createUpdate(sql).bind("tenant", tenant.value()).bind("value", value).execute();
  }
}
