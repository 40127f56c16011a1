package dev.brass.server.order;

import dev.brass.spi.Money;
import java.time.Duration;
import java.util.UUID;

/// The party that is to pay for an order, as set by its channel. Its effect depends on who pays the
/// store; see [FundingRule].
public sealed interface Payer {

  /// The tenant: from its wallet or by invoice where the operator pays the store, and without this
  /// server where the tenant pays it.
  ///
  /// @param withFee whether a placed order also costs the fee if it is paid in advance
  record Tenant(boolean withFee) implements Payer {}

  /// The tenant, for an order that an account of the operator is to buy at any store.
  ///
  /// @param queueTimeout how long after its submission its first attempt may begin
  record ManagedAccount(Duration queueTimeout) implements Payer {}

  /// A card on which the money is already held.
  ///
  /// @param most the maximum that the store may charge
  /// @param play whether it is play money, which buys at sandbox stores only
  record Card(UUID payment, Money most, boolean play) implements Payer {}

  /// The tenant, which was created for this order alone with this money.
  ///
  /// @param paid the maximum cost of the order, and the fee
  /// @param play whether it is play money, which buys at sandbox stores only
  record InAdvance(Money paid, Money fee, boolean play) implements Payer {}

  /// A tenant of the classic API, whose fees are not taken with the order.
  Payer CLASSIC = new Tenant(false);

  /// A tenant of the current API.
  Payer CURRENT = new Tenant(true);
}
