package dev.brass.server.order;

import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import java.time.Duration;
import java.util.Currency;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where the money of an order comes from whose store the operator pays, as [FundingRule] decided
/// when the order was submitted. An order without one costs its tenant nothing here.
public sealed interface Funding {

  /// It is paid from its tenant's wallet, where the most that it can cost is put aside from its
  /// submission on.
  ///
  /// @param hold what is put aside
  /// @param queueTimeout how long after its submission its first attempt may begin; null for any
  ///     time
  /// @param fee what it costs besides what the store charges, if it is placed
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

    /// What a placed order costs its tenant: what the store charged and the fee, and never more
    /// than is held. A store that charges in another currency than it quoted costs all of it.
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

  /// Its tenant pays later: nothing is put aside, and what it costs is owed once it is placed.
  ///
  /// @param most the most that it may cost, in minor units of what the store charges in; null for
  ///     no bound
  /// @param queueTimeout as above
  record Billed(@Nullable Long most, @Nullable Duration queueTimeout) implements Funding {

    @Override
    public @Nullable Currency currency() {
      return null;
    }

    /// What the store charged, in its currency, and no more than its tenant agreed to.
    @Override
    public Money price(Placement placement) {
      Money total = placement.price().total();
      return most == null || total.minor() <= most ? total : new Money(most, total.currency());
    }
  }

  /// A card pays, on which the most that it can cost is held: the wallet has nothing to do with it.
  ///
  /// @param payment the card's payment
  /// @param most what the store may charge
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

  /// The only currency that its price cap means anything in; null for that of its store, whichever
  /// it is.
  @Nullable Currency currency();

  /// What a placed order costs its tenant's wallet.
  Money price(Placement placement);

  /// Whether its tenant's wallet pays or owes it.
  default boolean onWallet() {
    return switch (this) {
      case Held _, Billed _ -> true;
      case ByCard _ -> false;
    };
  }

  /// Whether its client asked to have it bought by an account of the operator's: only then there is
  /// a time within which it must be.
  default boolean onManagedAccount() {
    return queueTimeout() != null;
  }
}
