package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Balance;
import dev.brass.server.wallet.Transfer;
import dev.brass.server.wallet.Wallets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// `GET /wallet/me`: the caller's balance (Zinc API docs, Wallet). Test data has a wallet of its
/// own.
final class GetWallet implements Action {

  private final Tenants tenants;
  private final Wallets wallets;
  private final V2Json json;

  GetWallet(Tenants tenants, Wallets wallets, V2Json json) {
    this.tenants = tenants;
    this.wallets = wallets;
    this.json = json;
  }

  /// A wallet on the wire; amounts in minor units.
  ///
  /// @param userId a stable number, required by the SDK
  /// @param balance incoming minus outgoing transfers, holds included
  /// @param spendableBalance the balance without holds, against which orders are checked
  record WalletWire(
      UUID id,
      int userId,
      long balance,
      String walletType,
      Instant createdAt,
      Instant updatedAt,
      long spendableBalance,
      long orderFeeCents,
      boolean billedByInvoice) {}

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Tenant tenant = tenants.get(caller.tenant()).orElseThrow();
    Balance balance = wallets.balance(caller.tenant(), caller.mode());
    List<Transfer> last = wallets.transactions(caller.tenant(), caller.mode(), 1, 0).items();
    return json.reply(
        200,
        new WalletWire(
            tenant.id().value(),
            tenant.id().value().hashCode() & Integer.MAX_VALUE,
            balance.posted().minor(),
            "purchases",
            tenant.createdAt(),
            last.isEmpty() ? tenant.createdAt() : last.getFirst().createdAt(),
            balance.available().minor(),
            wallets.settings().orderFee().minor(),
            !wallets.settings().prepaid()));
  }
}
