package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.db.Page;
import dev.brass.server.order.OrderId;
import dev.brass.server.tenant.Caller;
import dev.brass.server.wallet.Transfer;
import dev.brass.server.wallet.Wallets;
import java.util.UUID;

/// `GET /v1/addax/transactions`: changes of the caller's balance, newest first, and the holds of
/// orders that are not finished (classic Zinc docs, Endpoints; compatibility A12).
final class AddaxTransactions implements Action {

  private static final int DEFAULT_COUNT = 10;
  private static final int LARGEST_COUNT = 1_000;
  private static final int LARGEST_OFFSET = 10_000_000;

  private final Wallets wallets;

  AddaxTransactions(Wallets wallets) {
    this.wallets = wallets;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = new Query(request);
    int count = query.whole("count", 1, LARGEST_COUNT, DEFAULT_COUNT);
    int offset = query.whole("offset", 0, LARGEST_OFFSET, 0);
    query.check();
    Page<Transfer> page = wallets.transactions(caller.tenant(), caller.mode(), count, offset);
    return Reply.json(
        200,
        V1Json.write(
            new V1Wire.Transactions(
                page.items().stream().map(AddaxTransactions::transaction).toList(),
                page.items().size(),
                offset,
                page.total())));
  }

  private static V1Wire.Transaction transaction(Transfer transfer) {
    UUID order = transfer.order();
    return new V1Wire.Transaction(
        V1Ids.requestId(transfer.id()),
        transfer.kind().code(),
        transfer.amount().minor(),
        transfer.amount().currency().getCurrencyCode(),
        order == null ? null : V1Ids.requestId(new OrderId(order)),
        transfer.note(),
        V1Json.time(transfer.createdAt()));
  }
}
