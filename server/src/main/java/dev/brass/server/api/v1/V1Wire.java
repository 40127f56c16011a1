package dev.brass.server.api.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.brass.spi.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The objects of the classic API on the wire: those of the classic Zinc docs with the fields added
/// later. What is null is left out, unless it is marked otherwise; amounts are in the minor unit of
/// the currency beside them. Product data is in [V1ProductWire].
final class V1Wire {

  private V1Wire() {}

  /// The id of a new request.
  record RequestId(String requestId) {}

  /// A refusal, or a request without a result (Errors).
  ///
  /// @param data a JSON object
  /// @param requestId null for a refusal, as is `request`
  /// @param request the request as it was sent
  record ErrorObject(
      @JsonProperty("_type") String type,
      String code,
      String message,
      @JsonRawValue String data,
      @Nullable String requestId,
      @JsonRawValue @Nullable String request) {

    static ErrorObject of(String code, String message, String data) {
      return new ErrorObject("error", code, message, data, null, null);
    }

    ErrorObject about(String id, String echo) {
      return new ErrorObject(type, code, message, data, id, echo);
    }
  }

  /// The faults of a body.
  record FieldErrors(List<FieldError> errors) {}

  record FieldError(String field, String message) {}

  /// The balance that an order needs.
  record Shortfall(long required, long available, String currency) {}

  /// A placed order (Retrieving an order).
  ///
  /// @param cancellation null unless the store has cancelled all of it
  record OrderResponse(
      @JsonProperty("_type") String type,
      Prices priceComponents,
      List<MerchantOrder> merchantOrderIds,
      List<Tracking> tracking,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DeliveryDate> deliveryDates,
      @Nullable Cancellation cancellation,
      String requestId,
      @JsonRawValue String request) {}

  /// The price of an order.
  ///
  /// @param discount null when it is zero, as are `fees`: the documents do not have them, but the
  ///     components add up to the total
  record Prices(
      long shipping,
      long subtotal,
      long tax,
      long total,
      @Nullable Long discount,
      @Nullable Long fees,
      @Nullable Long giftCertificate,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Bought> products,
      String currency) {}

  record Bought(String productId, long price, int quantity, @Nullable String sellerId) {}

  record MerchantOrder(
      String merchantOrderId,
      String merchant,
      @JsonInclude @Nullable String account,
      String placedAt,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> productIds,
      @Nullable String trackingUrl,
      @Nullable String deliveryDate,
      @Nullable Cancellation cancellation) {}

  record Cancellation(
      String cancelledBy, String reason, @Nullable Long refund, @Nullable String currency) {

    static Cancellation of(boolean asked, String reason, @Nullable Money refund) {
      return new Cancellation(
          asked ? "client" : "retailer", reason, minor(refund), V1Wire.currency(refund));
    }
  }

  /// The products that the store expects to deliver on a day.
  record DeliveryDate(String date, List<Quantity> products) {}

  record Quantity(String productId, int quantity) {}

  /// A parcel (Tracking object).
  record Tracking(
      @Nullable String productId,
      String merchantOrderId,
      @Nullable String carrier,
      @Nullable String trackingNumber,
      @Nullable String trackingUrl,
      String obtainedAt,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> productIds,
      String deliveryStatus) {}

  /// A cancelled merchant order (Cancellations).
  record CancellationResponse(
      @JsonProperty("_type") String type,
      String merchantOrderId,
      @Nullable Long refund,
      @Nullable String currency,
      String requestId,
      @JsonRawValue String request) {}

  /// An accepted return (Returns).
  record ReturnResponse(
      @JsonProperty("_type") String type,
      @JsonInclude @Nullable String merchantReturnId,
      @Nullable String returnBy,
      List<String> labelUrls,
      String requestId,
      @JsonRawValue String request) {}

  /// The parcels of a merchant order (Tracking).
  record TrackingResponse(
      @JsonProperty("_type") String type,
      String retailer,
      String merchantOrderId,
      List<Tracking> tracking,
      String requestId,
      @JsonRawValue String request) {}

  /// A case (Cases).
  record Case(@JsonInclude @Nullable String state, List<Message> messages, String requestId) {}

  record Message(
      String type,
      String message,
      String from,
      String createdAt,
      @Nullable Long refund,
      @Nullable String currency) {}

  /// The money that the caller can spend (classic Zinc docs, ZMA).
  record Balance(long balance, long held, String currency) {}

  record Transactions(List<Transaction> transactions, int count, int offset, long total) {}

  record Transaction(
      String id,
      String type,
      long amount,
      String currency,
      @JsonInclude @Nullable String requestId,
      String note,
      String createdAt) {}

  /// A client's proxy (Proxies).
  record Proxy(String retailer, String email, String proxyUrl) {}

  static @Nullable Long minor(@Nullable Money money) {
    return money == null ? null : money.minor();
  }

  static @Nullable String currency(@Nullable Money money) {
    return money == null ? null : money.currency().getCurrencyCode();
  }
}
