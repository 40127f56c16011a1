package dev.brass.server.usage;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.wallet.Wallets.Moved;
import dev.brass.spi.Money;
import java.util.Optional;

/// The cost of calls for product data: a price for each live one that succeeds, and nothing in test
/// mode, for a failure, or while a store is still being asked. Thread-safe.
///
/// Funds are checked before a store is asked, so that no tenant without money makes stores work,
/// and a call is paid once there is an answer, under the request's id. Where the money is not
/// enough for simultaneous calls, some get their answer and the others are refused after all. *A
/// crash* between payment and answer leaves a call that was paid for and not answered.
public final class Metering {

  private final Wallets wallets;
  private final Money price;
  private final Usage usage;

  /// The meter.
  ///
  /// @param price of one call, in minor units of the wallets' currency; 0 for free ones
  public Metering(Wallets wallets, int price, Usage usage) {
    this.wallets = wallets;
    this.price = new Money(price, wallets.settings().currency());
    this.usage = usage;
  }

  /// A wallet that cannot pay for a call.
  public record Unpaid(Money price, Money available) {}

  /// Whether a call cannot be paid for at the moment.
  public Optional<Unpaid> refusal(TenantId tenant, Mode mode) {
    if (isFree(mode) || !wallets.settings().prepaid()) {
      return Optional.empty();
    }
    Money available = wallets.balance(tenant, mode).available();
    return available.compareTo(price) < 0
        ? Optional.of(new Unpaid(price, available))
        : Optional.empty();
  }

  /// Takes the price of a call that succeeded, once, and counts it. When the money has been spent
  /// meanwhile, it does neither, and the call's answer must not be returned.
  public Optional<Unpaid> charge(DataCall call) {
    if (!isFree(call.mode())) {
      Moved moved =
          wallets.charge(
              call.tenant(), call.mode(), price, call.endpoint().code(), "data:" + call.id());
      if (moved instanceof Moved.TooLittle(var available)) {
        return Optional.of(new Unpaid(price, available));
      }
    }
    usage.add(call);
    return Optional.empty();
  }

  private boolean isFree(Mode mode) {
    return mode == Mode.TEST || price.minor() == 0;
  }
}
