package dev.brass.server.wallet;

import java.util.Locale;

/// The purpose of a transfer.
public enum Kind {
  /// Money came from outside.
  TOP_UP(Account.CASH, Account.CLIENT),
  /// Money is held for an order. It stays until a capture or a release of it.
  HOLD(Account.CLIENT, Account.OPERATOR),
  /// The order was placed: its cost is taken out of its hold, and the remainder is free again.
  CAPTURE(Account.CLIENT, Account.OPERATOR),
  /// The order will not be placed: its hold is free again. Moves nothing.
  RELEASE(Account.CLIENT, Account.OPERATOR),
  /// An order was placed without a hold: its cost is owed.
  PURCHASE(Account.CLIENT, Account.OPERATOR),
  /// A refund of what a capture or a purchase took for an order, or of a part of it: never more
  /// than it took, however many refunds there are.
  REFUND(Account.OPERATOR, Account.CLIENT),
  /// Money went outside.
  WITHDRAWAL(Account.CLIENT, Account.CASH),
  /// The cost of a call for product data.
  CHARGE(Account.CLIENT, Account.OPERATOR);

  private final Account debit;
  private final Account credit;

  Kind(Account debit, Account credit) {
    this.debit = debit;
    this.credit = credit;
  }

  Account debit() {
    return debit;
  }

  Account credit() {
    return credit;
  }

  /// Whether balances change by it permanently; a hold only announces that they will.
  boolean isPosted() {
    return this != HOLD && this != RELEASE;
  }

  /// Whether an order is paid by it, all at once.
  boolean pays() {
    return this == CAPTURE || this == PURCHASE;
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Kind of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
