package dev.brass.server.wallet;

import java.util.Currency;

/// How tenants pay.
///
/// @param prepaid whether orders may only cost what is there; else they are billed later, and a
///     hold never fails
/// @param currency of all top-ups and holds
public record WalletSettings(boolean prepaid, Currency currency) {

  public static final WalletSettings DEFAULTS =
      new WalletSettings(false, Currency.getInstance("USD"));
}
