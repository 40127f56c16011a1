package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import dev.brass.server.wallet.Balance;
import dev.brass.server.wallet.Wallets;

/// `GET /v1/addax/balance`: the amount that the caller can spend on orders with `addax: true`
/// (classic Zinc docs, Endpoints; compatibility A12). It is below zero for a client that is billed
/// later.
final class AddaxBalance implements Action {

  private final Wallets wallets;

  AddaxBalance(Wallets wallets) {
    this.wallets = wallets;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Balance balance = wallets.balance(caller.tenant(), caller.mode());
    return Reply.json(
        200,
        V1Json.write(
            new V1Wire.Balance(
                balance.available().minor(),
                balance.held().minor(),
                balance.held().currency().getCurrencyCode())));
  }
}
