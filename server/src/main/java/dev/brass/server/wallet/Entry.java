package dev.brass.server.wallet;

import dev.brass.server.db.Ids;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A transfer to be written.
///
/// @param amount more than nothing
/// @param ends the hold that it ends; null unless it is a capture or a release
/// @param key an operator's idempotency key
record Entry(
    TenantId tenant,
    Mode mode,
    UUID id,
    Kind kind,
    Money amount,
    @Nullable UUID order,
    @Nullable Hold ends,
    @Nullable String key,
    String note) {

  static Entry hold(Hold hold) {
    return new Entry(
        hold.tenant(),
        hold.mode(),
        hold.order(),
        Kind.HOLD,
        hold.amount(),
        hold.order(),
        null,
        null,
        "");
  }

  /// The end of a hold.
  static Entry end(Hold hold, Kind kind, Money amount, String note) {
    return new Entry(
        hold.tenant(), hold.mode(), Ids.next(), kind, amount, hold.order(), hold, null, note);
  }

  /// The cost of an order for which nothing is held.
  static Entry purchase(TenantId tenant, Mode mode, UUID order, Money amount, String note) {
    return new Entry(tenant, mode, Ids.next(), Kind.PURCHASE, amount, order, null, null, note);
  }

  /// The change of an account.
  ///
  /// @param posted the permanent change
  /// @param pending the change by holds
  record Leg(Account account, long posted, long pending) {}

  Leg debit() {
    return leg(kind.debit(), -1);
  }

  Leg credit() {
    return leg(kind.credit(), 1);
  }

  private Leg leg(Account account, int sign) {
    long posted = kind.isPosted() ? amount.minor() : 0;
    long held = kind == Kind.HOLD ? amount.minor() : 0;
    long freed = ends == null ? 0 : ends.amount().minor();
    return new Leg(account, sign * posted, sign * (held - freed));
  }
}
