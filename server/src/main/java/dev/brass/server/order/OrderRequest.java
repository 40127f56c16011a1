package dev.brass.server.order;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/// An order as an API submits it: validated by that API's rules, not yet committed.
///
/// @param channel the API it came through: `v1`, `v2`, …
/// @param spec its [OrderSpec#funding] is decided when it is committed
/// @param payer who pays if there is anything to pay
/// @param echo the client's request as JSON text, secrets masked
/// @param idempotency the client's key; null when it sent none
public record OrderRequest(
    TenantId tenant,
    Mode mode,
    String channel,
    OrderSpec spec,
    Payer payer,
    OrderPrivate secrets,
    String echo,
    @Nullable Idempotency idempotency) {

  /// The same with this funding.
  OrderRequest with(@Nullable Funding funding) {
    return new OrderRequest(
        tenant, mode, channel, spec.with(funding), payer, secrets, echo, idempotency);
  }

  /// A key for one order: unique per tenant, scope and mode, kept permanently.
  ///
  /// @param scope the namespace of the key; the channel for keys that clients choose
  /// @param body the text that is hashed: the request as it was sent, secrets masked
  /// @param chosen whether it was chosen for this very order; otherwise the duplicate guard blocks
  ///     an equal order, as if there was no key
  /// @param global whether the key is unique in the whole installation, so that it identifies the
  ///     order although each submission creates a new tenant
  public record Idempotency(String scope, String key, String body, boolean chosen, boolean global) {

    /// A key that a client chose.
    public Idempotency(String scope, String key, String body) {
      this(scope, key, body, true, false);
    }

    /// A key that the client did not choose.
    public static Idempotency unchosen(String scope, String key, String body) {
      return new Idempotency(scope, key, body, false, false);
    }

    /// A key that is unique in the whole installation.
    public static Idempotency global(String scope, String key, String body) {
      return new Idempotency(scope, key, body, true, true);
    }
  }
}
