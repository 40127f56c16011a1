package dev.brass.server.wallet;

import dev.brass.server.config.Settings;
import dev.brass.spi.Money;
import java.util.Currency;

/// The settings of tenants' payments.
///
/// @param prepaid whether orders may only cost what is available; otherwise they are billed later,
///     and a hold never fails
/// @param currency of all top-ups and holds
/// @param orderFee the fee for a placed order, added to the store's charge
public record WalletSettings(boolean prepaid, Currency currency, Money orderFee) {

  public static final WalletSettings DEFAULTS =
      new WalletSettings(false, Currency.getInstance("USD"), 0);

  /// The settings of tenants' payments.
  ///
  /// @param orderFee in minor units
  public WalletSettings(boolean prepaid, Currency currency, long orderFee) {
    this(prepaid, currency, new Money(orderFee, currency));
  }

  /// As the operator has set them.
  public static WalletSettings of(Settings.WalletSettings wallet) {
    return new WalletSettings(
        wallet.mode() == Settings.Pay.PREPAID, wallet.currency(), wallet.orderFee());
  }
}
