package dev.brass.server.api.v2;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The objects of the current API on the wire: the schemas of the Zinc API docs (Get Order) with
/// the SDK's later fields.
final class V2Wire {

  private V2Wire() {}

  record OrderResponse(
      UUID id,
      String status,
      long maxPrice,
      int attempts,
      List<Item> items,
      @Nullable JsonNode shippingAddress,
      JsonNode metadata,
      @Nullable String poNumber,
      @Nullable Integer handlingDaysMax,
      boolean isGift,
      @Nullable String giftMessage,
      @Nullable String retailerCredentialsId,
      @Nullable String retailerCredentialsUuid,
      @Nullable JobResult jobResult,
      List<String> merchantOrderIds,
      List<TrackingNumber> trackingNumbers,
      @Nullable String createdBy,
      @Nullable Integer userId,
      List<ReturnSummary> returns,
      @Nullable ConnectInfo connect,
      @Nullable PaymentInfo payment,
      @Nullable CustomerNotifications customerNotifications,
      Fulfillment fulfillment,
      Instant createdAt,
      Instant updatedAt) {}

  /// Payment of an order by the tenant's own card (Zinc SDK, OrderPaymentInfo).
  record PaymentInfo(
      String mode,
      String state,
      long authorizedCents,
      long feeCents,
      long stripeFeeCents,
      @Nullable Long capturedCents,
      @Nullable String paymentMethod,
      @Nullable String paymentIntentId,
      boolean simulated) {}

  /// Payment of an order by the card of a tenant's customer (Zinc SDK, OrderConnectInfo).
  record ConnectInfo(
      String state,
      long securedAmount,
      @Nullable Long orderCost,
      @Nullable Long customerMargin,
      long zincFee,
      @Nullable Long stripeFee,
      @Nullable Long finalCharge,
      @Nullable Long transferAmount,
      @Nullable String paymentIntentId,
      @Nullable String connectedAccountId,
      boolean simulated) {}

  record Item(
      UUID id,
      String url,
      int quantity,
      @Nullable List<Variant> variant,
      @Nullable List<String> conditionIn,
      @Nullable List<String> conditionNotIn,
      String status,
      @Nullable String cancellationReason,
      @Nullable String errorType,
      Instant createdAt,
      Instant updatedAt) {}

  record Variant(String label, String value) {}

  /// The retailer's result for an order.
  ///
  /// @param retrySafe whether nothing can have been bought, so that the same may be ordered again
  record JobResult(
      boolean success,
      boolean retrySafe,
      @Nullable String error,
      @Nullable String errorType,
      @Nullable ErrorDetails errorDetails,
      @Nullable Prices priceComponents,
      @Nullable String estimatedDelivery,
      List<MerchantOrder> merchantOrderIds) {}

  record ErrorDetails(String code, String message, List<Object> fieldErrors) {}

  record MerchantOrder(
      String merchantOrderId, String merchant, @Nullable String account, Instant placedAt) {}

  record Prices(
      long subtotal,
      long tax,
      long shipping,
      long discount,
      long fees,
      long total,
      @Nullable Long giftCertificate,
      long convertedPaymentTotal,
      String currency,
      String paymentCurrency,
      @Nullable List<CartItem> cartItems,
      @Nullable List<Object> lineItems,
      boolean breakdownRecorded) {}

  record CartItem(
      @Nullable String name, String productId, int quantity, long unitPrice, long lineTotal) {}

  /// A parcel.
  ///
  /// @param staleSince time of its last news, when that is long ago; an extension
  record TrackingNumber(
      UUID id,
      String carrier,
      String trackingNumber,
      String zincTrackingNumber,
      String zincTrackingUrl,
      String status,
      @Nullable LocalDate estimatedDeliveryDate,
      List<Checkpoint> checkpoints,
      @Nullable Instant staleSince,
      Instant createdAt) {}

  record Checkpoint(
      Instant checkpointTime,
      String status,
      String message,
      @Nullable String city,
      @Nullable String state,
      @Nullable String country,
      @Nullable String zip,
      @Nullable String location) {}

  record CustomerNotifications(String email, @Nullable Boolean delivered) {}

  record Fulfillment(
      @Nullable String gift,
      @Nullable String items,
      @Nullable String quantity,
      List<FulfillmentConcession> concessions) {}

  record FulfillmentConcession(
      String concern,
      String code,
      String message,
      @Nullable UUID itemId,
      @Nullable String url,
      @Nullable Integer requestedQuantity,
      @Nullable Integer fulfilledQuantity) {}

  /// A return in its order.
  record ReturnSummary(
      UUID id,
      String status,
      String reason,
      @Nullable String notes,
      @Nullable String resolutionNotes,
      List<ReturnItem> items,
      List<String> labelUrls,
      Instant createdAt,
      Instant updatedAt) {}

  record ReturnResponse(
      UUID id,
      UUID orderId,
      String status,
      String reason,
      @Nullable String notes,
      @Nullable String resolutionNotes,
      List<ReturnItem> items,
      List<String> labelUrls,
      @Nullable String merchantReturnId,
      Instant createdAt,
      Instant updatedAt) {}

  record ReturnItem(UUID orderItemId, int quantity) {}

  record ReturnList(List<ReturnResponse> returnRequests, long total) {}

  record Timeline(UUID orderId, String currentStatus, List<Milestone> milestones) {}

  record Milestone(
      String type,
      String label,
      Instant occurredAt,
      String source,
      @Nullable Map<String, Object> detail) {}

  record PublicTracking(
      UUID orderId,
      String currentStatus,
      @Nullable LocalDate estimatedDeliveryDate,
      PublicDestination destination,
      List<PublicShipment> shipments,
      List<PublicItem> items) {}

  record PublicDestination(
      String addressLine1,
      @Nullable String addressLine2,
      String city,
      @Nullable String state,
      String postalCode,
      String country) {}

  record PublicShipment(
      String carrier,
      String trackingNumber,
      String status,
      @Nullable LocalDate estimatedDeliveryDate,
      List<Checkpoint> checkpoints) {}

  record PublicItem(String url, int quantity, @Nullable List<Variant> variant, String status) {}

  record Webhook(
      String event,
      UUID orderId,
      @Nullable UUID returnId,
      String status,
      Instant timestamp,
      Map<String, Object> data,
      UUID id,
      int sequence) {}
}
