package dev.brass.server.api.v2;

import dev.brass.connector.sandbox.TestProduct;
import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// `GET /orders/test-products`: the products that provoke each outcome in test mode (Zinc API docs,
/// Sandbox).
final class ListTestProducts implements Action {

  private final V2Json json;

  ListTestProducts(V2Json json) {
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    List<Row> rows =
        Arrays.stream(TestProduct.values())
            .map(
                p ->
                    new Row(
                        p.url().toString(), p.scenario(), p.displayName(), p.isSynchronousError()))
            .toList();
    return json.reply(200, Map.of("products", rows));
  }

  /// One product on the wire.
  record Row(String url, String scenario, String name, boolean isSynchronousError) {}
}
