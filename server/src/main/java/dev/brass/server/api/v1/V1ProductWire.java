package dev.brass.server.api.v1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Product data of the classic API on the wire (classic Zinc docs, Get product details, Get product
/// prices, Search; AI routes). What a store does not report is left out.
final class V1ProductWire {

  private V1ProductWire() {}

  /// An answer about products, with its data beside its status.
  ///
  /// @param timestamp time of the store's answer, in seconds since 1970 as in the examples, though
  ///     the documents' tables call it a text (compatibility A18)
  /// @param data null while it is being fetched
  record Answer(
      String status,
      String retailer,
      @Nullable String productId,
      @Nullable String asin,
      @Nullable Long timestamp,
      @JsonUnwrapped @Nullable Object data) {}

  /// A product (Get product details).
  ///
  /// @param attributes those that only some kinds of retailers have
  record Details(
      String title,
      @JsonInclude(Include.NON_EMPTY) List<String> productDetails,
      @Nullable URI mainImage,
      @JsonInclude(Include.NON_EMPTY) List<URI> images,
      @JsonInclude(Include.NON_EMPTY) List<Specific> variantSpecifics,
      @JsonInclude(Include.NON_EMPTY) List<String> categories,
      @JsonInclude(Include.NON_EMPTY) List<String> authors,
      @Nullable String productDescription,
      @JsonInclude(Include.NON_EMPTY) List<Identifier> epids,
      @JsonInclude(Include.NON_EMPTY) Map<String, String> epidsMap,
      @JsonInclude(Include.NON_EMPTY) List<String> featureBullets,
      @Nullable String brand,
      @JsonInclude(Include.NON_EMPTY) List<ProductVariant> allVariants,
      @Nullable Packaging packageDimensions,
      @Nullable Long price,
      @Nullable String currency,
      @Nullable Integer reviewCount,
      @Nullable Double stars,
      @JsonAnyGetter Map<String, Object> attributes) {}

  record Specific(String dimension, String value) {}

  record Identifier(String type, String value) {}

  record ProductVariant(
      String productId, @JsonInclude(Include.NON_EMPTY) List<Specific> variantSpecifics) {}

  record Packaging(@Nullable Measure weight, Size size) {}

  record Size(@Nullable Measure width, @Nullable Measure depth, @Nullable Measure length) {}

  record Measure(BigDecimal amount, String unit) {}

  /// A page of hits.
  ///
  /// @param nextPage null on the last page, and where pages have numbers, as is `nextToken`
  record Hits(
      List<?> results,
      @JsonProperty("nextPage") @Nullable String nextPage,
      @JsonProperty("nextToken") @Nullable String nextToken) {

    static Hits of(List<?> results) {
      return new Hits(results, null, null);
    }
  }

  /// A hit of `GET /v1/search`.
  record Hit(
      String productId,
      String title,
      @Nullable URI image,
      @Nullable Integer numReviews,
      @Nullable String stars,
      @Nullable Object fresh,
      @Nullable Long price,
      @Nullable String currency) {}

  /// A hit of `GET /v1/realtime/search`.
  record RealtimeHit(
      String productId,
      String title,
      @Nullable Long price,
      @Nullable String currency,
      @Nullable URI image,
      @Nullable String brand,
      @Nullable Object prime,
      @JsonInclude(Include.NON_EMPTY) List<String> productDetails,
      @Nullable Object addon) {}

  record Offers(List<?> offers) {}

  /// An offer: the flat attributes of "Product offer object" and, beside them, the nested ones that
  /// replaced them later (compatibility A4).
  ///
  /// @param price in the major or the minor unit, as configured; nested prices are always in the
  ///     minor unit
  record Offer(
      boolean addon,
      String condition,
      int handlingDaysMax,
      int handlingDaysMin,
      boolean international,
      String merchantId,
      String offerlistingId,
      Number price,
      @Nullable Number shipPrice,
      @Nullable Boolean prime,
      @Nullable Boolean primeOnly,
      String sellerName,
      @Nullable Integer sellerNumRatings,
      @Nullable Integer sellerPercentPositive,
      String offerId,
      boolean available,
      String currency,
      @JsonInclude @Nullable Integer minimumQuantity,
      @Nullable Boolean marketplaceFulfilled,
      HandlingDays handlingDays,
      Seller seller,
      List<Shipping> shippingOptions) {}

  record HandlingDays(int max, int min) {}

  record Seller(
      String id,
      String name,
      @Nullable Integer numRatings,
      @Nullable Integer percentPositive,
      boolean firstParty) {}

  record Shipping(String name, long price, DeliveryDays deliveryDays) {}

  record DeliveryDays(int min, int max) {}

  /// A product for language models.
  ///
  /// @param productId null in an answer about one product
  record Brief(
      @Nullable String productId,
      String title,
      @Nullable String brand,
      @Nullable Long price,
      @Nullable String currency,
      @Nullable Double stars,
      @Nullable Integer numReviews) {}

  /// More about one product for language models.
  ///
  /// @param variant its options by their names
  /// @param variants the number of all
  record BriefDetails(
      @JsonUnwrapped Brief brief,
      boolean available,
      @Nullable String description,
      @JsonInclude(Include.NON_EMPTY) List<String> featureBullets,
      @JsonInclude(Include.NON_EMPTY) List<String> productDetails,
      @JsonInclude(Include.NON_EMPTY) Map<String, String> variant,
      int variants,
      @Nullable URI url) {}

  record BriefVariants(
      @JsonInclude(Include.NON_EMPTY) Map<String, String> variant, List<BriefVariant> variants) {}

  record BriefVariant(
      String productId, @JsonInclude(Include.NON_EMPTY) Map<String, String> variant) {}

  record BriefOffer(
      String offerId,
      String seller,
      long price,
      String currency,
      @Nullable Long shipPrice,
      String condition,
      boolean available,
      String deliveryDays,
      @Nullable Boolean prime,
      @Nullable Integer minimumQuantity) {}
}
