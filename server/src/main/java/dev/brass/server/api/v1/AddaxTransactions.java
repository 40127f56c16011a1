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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
    ObjectNode body = V1Json.object();
    ArrayNode transactions = body.putArray("transactions");
    page.items().forEach(transfer -> transactions.add(json(transfer)));
    body.put("count", page.items().size()).put("offset", offset).put("total", page.total());
    return Reply.json(200, V1Json.write(body));
  }

  private static ObjectNode json(Transfer transfer) {
    UUID order = transfer.order();
    return V1Json.object()
        .put("id", V1Ids.requestId(transfer.id()))
        .put("type", transfer.kind().code())
        .put("amount", transfer.amount().minor())
        .put("currency", transfer.amount().currency().getCurrencyCode())
        .put("request_id", order == null ? null : V1Ids.requestId(new OrderId(order)))
        .put("note", transfer.note())
        .put("created_at", V1Json.time(transfer.createdAt()));
  }
}
