package dev.brass.connector.vendure;

import dev.brass.spi.Money;
import java.math.BigDecimal;
import java.util.Currency;

/// Vendure's amounts as exact ones. A shop keeps every currency with the same number of decimals
/// (two unless configured), so that ¥1999 is `199900` there and 1999 here.
final class VendureMoney {

  private VendureMoney() {}

  /// @param precision how many of the amount's digits are decimals
  /// @throws VendureRefusal when the amount is no whole number of the currency's minor unit, or
  ///     nobody knows the currency
  static Money of(long amount, String currencyCode, int precision) {
    try {
      Currency currency = Currency.getInstance(currencyCode);
      return Money.ofMajor(BigDecimal.valueOf(amount, precision), currency);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new VendureRefusal(
          "money",
          VendureRefusal.UNREADABLE,
          "the amount "
              + amount
              + " "
              + currencyCode
              + " is not exact with the store's setting 'money-precision' of "
              + precision);
    }
  }
}
