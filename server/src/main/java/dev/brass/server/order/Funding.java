package dev.brass.server.order;

import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import java.time.Duration;
import java.util.Currency;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The source of the money of an order for which the operator pays the store, as [FundingRule]
/// decided at submission. An order without one costs its tenant nothing here.
public sealed interface Funding {

  /// It is paid from its tenant's wallet, where its maximum cost is held from its submission on.
  ///
  /// @param hold the held amount
  /// @param queueTimeout how long after its submission its first attempt may begin; null for any
  ///     time
  /// @param fee the fee on top of the store's charge, if it is placed
  record Held(Money hold, @Nullable Duration queueTimeout, Money fee) implements Funding {

    public Held {
      if (hold.minor() <= 0) {
        throw new IllegalArgumentException("an order from the wallet costs more than nothing");
      }
    }

    @Override
    public Currency currency() {
      return hold.currency();
    }

    /// The price of a placed order: the store's charge and the fee, and never more than is held. If
    /// a store charges in another currency than it quoted, the price is the whole hold.
    @Override
    public Money price(Placement placement) {
      Money total = placement.price().total();
      if (!total.currency().equals(hold.currency())) {
        return hold;
      }
      Money price = total.plus(fee);
      return hold.exceeds(price) ? price : hold;
    }
  }

  /// Its tenant pays later: nothing is held, and the price is owed once the order is placed.
  ///
  /// @param most the maximum cost, in minor units of the currency that the store charges; null for
  ///     no bound
  /// @param queueTimeout how long after its submission its first attempt may begin; null for any
  ///     time
  record Billed(@Nullable Long most, @Nullable Duration queueTimeout) implements Funding {

    @Override
    public @Nullable Currency currency() {
      return null;
    }

    /// The store's charge, in its currency, and no more than the tenant agreed to.
    @Override
    public Money price(Placement placement) {
      Money total = placement.price().total();
      return most == null || total.minor() <= most ? total : new Money(most, total.currency());
    }
  }

  /// A card pays; the maximum cost is held on it. The wallet is not involved.
  ///
  /// @param payment the card's payment
  /// @param most the maximum that the store may charge
  record ByCard(UUID payment, Money most) implements Funding {

    @Override
    public @Nullable Duration queueTimeout() {
      return null;
    }

    @Override
    public Currency currency() {
      return most.currency();
    }

    /// Nothing from the wallet.
    @Override
    public Money price(Placement placement) {
      return Money.zero(most.currency());
    }
  }

  @Nullable Duration queueTimeout();

  /// The currency of its price cap; null for its store's currency.
  @Nullable Currency currency();

  /// The price of a placed order for its tenant's wallet.
  Money price(Placement placement);

  /// Whether its tenant's wallet pays or owes it.
  default boolean onWallet() {
    return switch (this) {
      case Held _, Billed _ -> true;
      case ByCard _ -> false;
    };
  }

  /// Whether the client asked for an account of the operator: only then is there a queue timeout.
  default boolean onManagedAccount() {
    return queueTimeout() != null;
  }
}
