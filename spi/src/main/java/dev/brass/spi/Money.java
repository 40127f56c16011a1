package dev.brass.spi;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/// An exact amount in the minor unit of one currency: 1999 USD is $19.99, 1999 JPY is ¥1999.
/// Immutable; amounts of different currencies never mix.
///
/// @param minor the amount in minor units (cents), negative for a debt
/// @param currency the currency, read from the store and never assumed
public record Money(long minor, Currency currency) implements Comparable<Money> {

  public static Money of(long minor, String currencyCode) {
    return new Money(minor, Currency.getInstance(currencyCode));
  }

  public static Money zero(Currency currency) {
    return new Money(0, currency);
  }

  /// The exact amount of a decimal in major units, such as `10.99` dollars.
  ///
  /// @throws ArithmeticException when the amount has more decimals than the currency
  public static Money ofMajor(BigDecimal major, Currency currency) {
    return new Money(
        major
            .movePointRight(currency.getDefaultFractionDigits())
            .setScale(0, RoundingMode.UNNECESSARY)
            .longValueExact(),
        currency);
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(minor, same(other).minor), currency);
  }

  public Money minus(Money other) {
    return new Money(Math.subtractExact(minor, same(other).minor), currency);
  }

  public Money times(long factor) {
    return new Money(Math.multiplyExact(minor, factor), currency);
  }

  public boolean exceeds(Money limit) {
    return compareTo(limit) > 0;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(minor, same(other).minor);
  }

  /// The amount in major units with the currency's code: `19.99 USD`.
  @Override
  public String toString() {
    return BigDecimal.valueOf(minor, Math.max(0, currency.getDefaultFractionDigits()))
            .toPlainString()
        + " "
        + currency.getCurrencyCode();
  }

  private Money same(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException("cannot mix " + currency + " with " + other.currency);
    }
    return other;
  }
}
