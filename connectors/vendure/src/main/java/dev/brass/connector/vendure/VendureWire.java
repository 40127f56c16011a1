package dev.brass.connector.vendure;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The objects of Vendure's GraphQL schemas as far as we ask for them, spelled as on the wire.
/// Amounts are whole numbers in the shop's own minor unit ([VendureConfig#moneyPrecision]); states
/// are texts, because shops add their own.
final class VendureWire {

  private VendureWire() {}

  record Product(
      String id,
      String name,
      String slug,
      @Nullable String description,
      @Nullable Asset featuredAsset,
      List<Asset> assets,
      List<ProductVariant> variants,
      List<FacetValue> facetValues,
      List<Collection> collections) {
    Product {
      Objects.requireNonNull(name);
      Objects.requireNonNull(slug);
      assets = List.copyOf(assets);
      variants = List.copyOf(variants);
      facetValues = List.copyOf(facetValues);
      collections = List.copyOf(collections);
    }
  }

  record Asset(@Nullable String source) {}

  record FacetValue(String name, Facet facet) {}

  record Facet(String code) {}

  record Collection(String name) {}

  /// @param priceWithTax of one unit, with the tax of the channel's default zone
  /// @param stockLevel `IN_STOCK`, `LOW_STOCK`, `OUT_OF_STOCK`, or whatever the shop's own
  ///     StockDisplayStrategy says, often a number
  record ProductVariant(
      String id,
      String sku,
      @JsonProperty(required = true) long priceWithTax,
      String currencyCode,
      String stockLevel,
      List<Option> options) {
    ProductVariant {
      Objects.requireNonNull(id);
      Objects.requireNonNull(currencyCode);
      options = List.copyOf(options);
    }
  }

  record Option(String code, String name, OptionGroup group) {
    Option {
      Objects.requireNonNull(code);
      Objects.requireNonNull(name);
      Objects.requireNonNull(group);
    }
  }

  record OptionGroup(String code, String name) {
    OptionGroup {
      Objects.requireNonNull(code);
      Objects.requireNonNull(name);
    }
  }

  record ProductList(List<Product> items) {
    ProductList {
      items = List.copyOf(items);
    }
  }

  record SearchResponse(@JsonProperty(required = true) int totalItems, List<SearchResult> items) {
    SearchResponse {
      items = List.copyOf(items);
    }
  }

  record SearchResult(String slug) {
    SearchResult {
      Objects.requireNonNull(slug);
    }
  }

  record ShippingMethodQuote(
      String id, String code, String name, @JsonProperty(required = true) long priceWithTax) {
    ShippingMethodQuote {
      Objects.requireNonNull(id);
      Objects.requireNonNull(code);
      Objects.requireNonNull(name);
    }
  }

  record PaymentMethodQuote(String code) {}

  /// A cart or an order: Vendure makes the one of the other.
  ///
  /// @param active whether it still is a cart
  /// @param orderPlacedAt null while it is a cart
  /// @param total without tax, `totalWithTax` is what is charged
  /// @param payments null before the first
  /// @param fulfillments null where not asked for
  /// @param customFields our reference under the name `reference`; null where not asked for
  record Order(
      String code,
      String state,
      boolean active,
      @Nullable Instant orderPlacedAt,
      String currencyCode,
      @JsonProperty(required = true) long total,
      @JsonProperty(required = true) long totalWithTax,
      List<OrderLine> lines,
      List<ShippingLine> shippingLines,
      List<Surcharge> surcharges,
      @Nullable List<Payment> payments,
      @Nullable List<Fulfillment> fulfillments,
      @Nullable Map<String, Object> customFields) {
    Order {
      Objects.requireNonNull(code);
      Objects.requireNonNull(state);
      Objects.requireNonNull(currencyCode);
      lines = List.copyOf(lines);
      shippingLines = List.copyOf(shippingLines);
      surcharges = List.copyOf(surcharges);
    }

    List<Payment> paymentsOrNone() {
      return payments == null ? List.of() : payments;
    }

    List<Fulfillment> fulfillmentsOrNone() {
      return fulfillments == null ? List.of() : fulfillments;
    }
  }

  /// @param linePrice without tax and discounts
  record OrderLine(
      String id,
      @JsonProperty(required = true) int quantity,
      @JsonProperty(required = true) long linePrice,
      LineVariant productVariant) {
    OrderLine {
      Objects.requireNonNull(id);
      Objects.requireNonNull(productVariant);
    }
  }

  /// @param options null where not asked for
  /// @param product null where not asked for
  record LineVariant(String id, @Nullable List<Object> options, @Nullable LineProduct product) {
    LineVariant {
      Objects.requireNonNull(id);
    }
  }

  record LineProduct(String slug) {
    LineProduct {
      Objects.requireNonNull(slug);
    }
  }

  /// @param price without tax and discounts
  record ShippingLine(@JsonProperty(required = true) long price) {}

  record Surcharge(@JsonProperty(required = true) long price) {}

  /// @param state `Created`, `Authorized`, `Settled`, `Declined`, `Error`, `Cancelled`
  /// @param refunds null where not asked for
  record Payment(String state, @Nullable List<Refund> refunds) {
    Payment {
      Objects.requireNonNull(state);
    }
  }

  record Refund(@JsonProperty(required = true) long total, String state) {}

  /// @param state `Pending`, `Shipped`, `Delivered`, `Cancelled`
  /// @param method what the shop's staff typed: the carrier
  record Fulfillment(
      String state,
      @Nullable String method,
      @Nullable String trackingCode,
      Instant updatedAt,
      List<FulfillmentLine> lines) {
    Fulfillment {
      Objects.requireNonNull(state);
      Objects.requireNonNull(updatedAt);
      lines = List.copyOf(lines);
    }
  }

  record FulfillmentLine(String orderLineId, @JsonProperty(required = true) int quantity) {}

  record OrderList(List<Order> items) {
    OrderList {
      items = List.copyOf(items);
    }
  }
}
