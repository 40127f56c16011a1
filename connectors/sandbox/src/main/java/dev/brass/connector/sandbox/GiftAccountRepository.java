package dev.brass.connector.sandbox;

import dev.brass.spi.Money;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/// The table `sandbox.gift_account`. Accounts are told apart by retailer and e-mail, whatever its
/// case.
final class GiftAccountRepository {

  private static final long OPENING = 100_000;

  private static final String BALANCE =
      """
      SELECT balance FROM sandbox.gift_account WHERE retailer = :retailer AND email = :email
      """;

  private static final String SET =
      """
      INSERT INTO sandbox.gift_account (retailer, email, balance)
      VALUES (:retailer, :email, :amount)
      ON CONFLICT (retailer, email) DO UPDATE SET balance = :amount
      """;

  /// An account that never paid opens with what the payment leaves; one that could not cover it
  /// does not open.
  private static final String PAY =
      """
      INSERT INTO sandbox.gift_account AS g (retailer, email, balance)
      SELECT :retailer, :email, greatest(0, :opening - :amount)
      WHERE :opening >= :amount OR EXISTS (
        SELECT 1 FROM sandbox.gift_account WHERE retailer = :retailer AND email = :email)
      ON CONFLICT (retailer, email) DO UPDATE SET balance = g.balance - :amount
      WHERE g.balance >= :amount
      """;

  private static final String REFUND =
      """
      UPDATE sandbox.gift_account SET balance = balance + :amount
      WHERE retailer = :retailer AND email = :email
      """;

  Money balance(Handle handle, SandboxRetailer retailer, String email) {
    long balance =
        handle
            .createQuery(BALANCE)
            .bind("retailer", retailer.code())
            .bind("email", key(email))
            .mapTo(Long.class)
            .findOne()
            .orElseGet(() -> opening(retailer, email));
    return new Money(balance, retailer.currency());
  }

  void set(Handle handle, SandboxRetailer retailer, String email, Money balance) {
    handle
        .createUpdate(SET)
        .bind("retailer", retailer.code())
        .bind("email", key(email))
        .bind("amount", balance.minor())
        .execute();
  }

  /// Takes an amount from the balance.
  ///
  /// @return whether the balance was enough
  boolean pay(Handle handle, SandboxRetailer retailer, String email, Money amount) {
    long opening = opening(retailer, email);
    return handle
            .createUpdate(PAY)
            .bind("retailer", retailer.code())
            .bind("email", key(email))
            .bind("opening", opening)
            .bind("amount", amount.minor())
            .execute()
        == 1;
  }

  void refund(Handle handle, SandboxRetailer retailer, String email, Money amount) {
    handle
        .createUpdate(REFUND)
        .bind("retailer", retailer.code())
        .bind("email", key(email))
        .bind("amount", amount.minor())
        .execute();
  }

  /// What an account holds before it ever paid: 1000 units of the currency, so that newcomers can
  /// pay with it.
  private static long opening(SandboxRetailer retailer, String email) {
    return key(email).equals(MagicTable.NO_BALANCE_EMAIL)
        ? 0
        : OPENING * ShippingRates.scale(retailer);
  }

  private static String key(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }
}
