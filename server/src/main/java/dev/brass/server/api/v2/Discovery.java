package dev.brass.server.api.v2;

import dev.brass.server.agentpay.Payment;
import dev.brass.server.agentpay.Payments;
import dev.brass.server.agentpay.Price;
import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.spi.Money;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The documents that programs read first (MPP spec, Discovery): the description of the API with
/// the price of each paid operation by payment method, and a text for language models. Thread-safe.
final class Discovery {

  private static final String ORDERS = "/agent/orders";
  private static final String CACHED = "public, max-age=300";

  private final Payments payments;
  private final Money dataPrice;
  private final PublicAddress address;
  private final V2Json json;
  private volatile @Nullable String document;

  Discovery(Payments payments, Money dataPrice, PublicAddress address, V2Json json) {
    this.payments = payments;
    this.dataPrice = dataPrice;
    this.address = address;
    this.json = json;
  }

  /// `GET /openapi.json`.
  Reply openApi(ApiRequest request) {
    String made = document;
    if (made == null) {
      made = json.write(described());
      document = made;
    }
    return Reply.json(200, made).with("Cache-Control", CACHED);
  }

  private JsonNode described() {
    ObjectNode root = (ObjectNode) ApiDocument.beside(V2Api.class).tree();
    root.get("paths")
        .properties()
        .forEach(
            path -> {
              if (path.getKey().startsWith("/agent/")
                  && path.getValue().get("post") instanceof ObjectNode operation) {
                offers(
                    operation.putObject("x-payment-info").putArray("offers"),
                    path.getKey().equals(ORDERS) ? null : dataPrice);
              }
            });
    return root;
  }

  /// The price of an order depends on the order.
  private void offers(ArrayNode offers, @Nullable Money price) {
    List<Price> prices =
        price == null
            ? payments.prices(Payment.Purpose.ORDER, Money.zero(dataPrice.currency()))
            : payments.prices(Payment.Purpose.DATA, price);
    for (Price offered : prices) {
      ObjectNode offer = offers.addObject();
      offer.put("intent", "charge");
      offer.put("method", offered.method());
      if (price == null) {
        offer.putNull("amount");
        offer.put("description", "max_price and the fee; the unused part is refunded");
      } else {
        offer.put("amount", offered.amount());
      }
      offer.put("currency", offered.currency());
    }
  }

  /// `GET /llms.txt`.
  Reply llms(ApiRequest request) {
    String methods = payments.methods().isEmpty() ? "none" : String.join(", ", payments.methods());
    try (InputStream in = Objects.requireNonNull(Discovery.class.getResourceAsStream("llms.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Reply.text(
              200,
              "text/plain; charset=utf-8",
              text.replace("{base_url}", address.of(request))
                  .replace("{methods}", methods)
                  .replace("{data_price}", dataPrice.toString().toLowerCase(Locale.ROOT)))
          .with("Cache-Control", CACHED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
