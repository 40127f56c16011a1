package dev.brass.spi;

import java.util.Map;

/// The reason why an order was not bought, in the words of the classic API (classic Zinc docs,
/// Errors) with the rendering of each API beside it. Errors of a request before it becomes an order
/// (bad JSON, a bad key) belong to each API and are not in this list.
public enum ErrorCode {
  ACCOUNT_LOCKED(
      Category.ACCOUNT,
      false,
      "account_locked",
      "account_locked",
      "The store locked the account and wants proof of its owner."),
  ACCOUNT_LOCKED_VERIFICATION_REQUIRED(
      Category.ACCOUNT,
      false,
      "account_locked_verification_required",
      "account_verification_required",
      "The store mailed a one-time code to the account's owner; submit the order again with it."),
  ACCOUNT_LOGIN_FAILED(
      Category.ACCOUNT,
      false,
      "account_login_failed",
      "login_failed",
      "The store did not let us log in with the credential of this order."),
  ADD_ON_ITEM(
      Category.PRODUCT,
      false,
      "add_on_item",
      "add_to_cart_failed",
      "Add-on items cannot be bought alone; order at least one other item with it."),
  ADDITIONAL_INFORMATION_REQUIRED(
      Category.ACCOUNT,
      false,
      "additional_information_required",
      "account_verification_required",
      "The store asked a security question; add the phone number of the billing address."),
  AMAZON_ANTIBOT_BLANK_OFFERS_PAGE(
      Category.STORE,
      false,
      "amazon_antibot_blank_offers_page",
      "checkout_blocked",
      "The store showed no offers to us; order with take_buybox_offers, or through a proxy."),
  BILLING_ADDRESS_REFUSED(
      Category.PAYMENT,
      false,
      "billing_address_refused",
      "payment_method_invalid",
      "The store refused the billing address."),
  BRAND_NOT_ACCEPTED(
      Category.PAYMENT,
      false,
      "brand_not_accepted",
      "payment_method_invalid",
      "The store does not take cards of this brand."),
  CANNOT_SCHEDULE_DELIVERY(
      Category.SHIPPING,
      false,
      "cannot_schedule_delivery",
      "shipping_unavailable",
      "The store delivers this only by appointment, which cannot be made from here."),
  CREDIT_CARD_DECLINED(
      Category.PAYMENT,
      false,
      "credit_card_declined",
      "payment_declined",
      "The card was declined."),
  DUPLICATE_ORDER(
      Category.REQUEST,
      false,
      "duplicate_order",
      "order_limit_exceeded",
      "The store recognised this order as one that it already has."),
  EXPIRED_PRODUCT_ID(
      Category.PRODUCT,
      false,
      "expired_product_id",
      "product_not_found",
      "The store no longer knows this product."),
  INCOMPLETE_ACCOUNT_SETUP(
      Category.ACCOUNT,
      false,
      "incomplete_account_setup",
      "login_failed",
      "The account at the store is not set up for buying."),
  INSUFFICIENT_VARIANTS(
      Category.PRODUCT,
      false,
      "insufficient_variants",
      "product_variant_required",
      "A product needs more options chosen than the order names."),
  INSUFFICIENT_ZMA_BALANCE(
      Category.PAYMENT,
      false,
      "insufficient_zma_balance",
      "payment_failed",
      "The balance is too low for this order."),
  INTERNAL_ERROR(
      Category.STORE,
      true,
      "internal_error",
      "retailer_unavailable",
      "The store or this server had an outage."),
  INVALID_ADDRESS(
      Category.ADDRESS,
      false,
      "invalid_address",
      "shipping_address_invalid",
      "The address is incomplete or cannot be read."),
  INVALID_CARD_NUMBER(
      Category.PAYMENT,
      false,
      "invalid_card_number",
      "payment_method_invalid",
      "The card number is not valid."),
  INVALID_EXPIRATION_DATE(
      Category.PAYMENT,
      false,
      "invalid_expiration_date",
      "payment_method_invalid",
      "The card's expiry date is not valid."),
  INVALID_GIFT_OPTIONS(
      Category.GIFT,
      false,
      "invalid_gift_options",
      "gift_option_unavailable",
      "The store refused the gift options."),
  INVALID_LOGIN_CREDENTIALS(
      Category.ACCOUNT,
      false,
      "invalid_login_credentials",
      "login_failed",
      "The e-mail or password of the credential is wrong."),
  INVALID_PAYMENT_METHOD(
      Category.PAYMENT,
      false,
      "invalid_payment_method",
      "payment_method_invalid",
      "The store does not take this payment method."),
  INVALID_PROMO_CODE(
      Category.PAYMENT,
      false,
      "invalid_promo_code",
      "checkout_failed",
      "The store refused a promotion code."),
  INVALID_QUANTITY(
      Category.PRODUCT,
      false,
      "invalid_quantity",
      "product_quantity_unavailable",
      "The store does not sell this quantity."),
  INVALID_SECURITY_CODE(
      Category.PAYMENT,
      false,
      "invalid_security_code",
      "payment_method_invalid",
      "The card's security code was refused."),
  INVALID_SHIPPING_METHOD(
      Category.SHIPPING,
      false,
      "invalid_shipping_method",
      "shipping_method_unavailable",
      "The store has no such shipping method."),
  INVALID_VARIANT(
      Category.PRODUCT,
      false,
      "invalid_variant",
      "invalid_variant",
      "A product has no option of this name."),
  ITEM_NOT_SUPPORTED(
      Category.PRODUCT,
      false,
      "item_not_supported",
      "product_unavailable",
      "This kind of item cannot be bought through an API."),
  MANUAL_REVIEW_REQUIRED(
      Category.STORE,
      false,
      "manual_review_required",
      "checkout_blocked",
      "A person must look at this order; look again later."),
  MAX_DELIVERY_DAYS_EXCEEDED(
      Category.SHIPPING,
      false,
      "max_delivery_days_exceeded",
      "shipping_method_unavailable",
      "It would arrive later than the order allows."),
  MAX_PRICE_EXCEEDED(
      Category.PRICE,
      false,
      "max_price_exceeded",
      "max_price_exceeded",
      "The final price is above the price cap; nothing was bought."),
  MAX_QUANTITY_EXCEEDED(
      Category.PRODUCT,
      false,
      "max_quantity_exceeded",
      "quantity_limit_exceeded",
      "More units were requested than the store sells at once."),
  NO_FREE_SHIPPING(
      Category.SHIPPING,
      false,
      "no_free_shipping",
      "shipping_method_unavailable",
      "The store has no free shipping for these items."),
  NO_GIFT_SHIPPING(
      Category.GIFT,
      false,
      "no_gift_shipping",
      "gift_option_unavailable",
      "These items cannot be sent as a gift."),
  NO_MATCHING_OFFER(
      Category.PRODUCT,
      false,
      "product_unavailable",
      "product_unavailable",
      "No offer that is available fits the seller selection criteria."),
  NO_TWO_DAY_SHIPPING(
      Category.SHIPPING,
      false,
      "no_two_day_shipping",
      "shipping_method_unavailable",
      "These items cannot arrive within two days."),
  ORDER_PROBABLY_PLACED(
      Category.STORE,
      false,
      "order_probably_placed",
      "order_probably_placed",
      "The store probably has this order, and its number could not be read; look at the store before ordering again."),
  PAYMENT_INFO_PROBLEM(
      Category.PAYMENT,
      false,
      "payment_info_problem",
      "payment_failed",
      "The store could not use the payment, usually for lack of gift balance."),
  PRIME_PANTRY_NOT_SUPPORTED(
      Category.PRODUCT,
      false,
      "prime_pantry_not_supported",
      "product_unavailable",
      "Prime Pantry items cannot be bought through an API."),
  PRODUCT_UNAVAILABLE(
      Category.PRODUCT,
      false,
      "product_unavailable",
      "product_out_of_stock",
      "A product is sold out."),
  RETAILER_RATE_LIMITED(
      Category.STORE,
      true,
      "internal_error",
      "retailer_rate_limited",
      "The store asked us to slow down."),
  RETAILER_NOT_SUPPORTED(
      Category.REQUEST,
      false,
      "invalid_request",
      "retailer_not_supported",
      "This store takes no orders from here."),
  SHIPPING_ADDRESS_REFUSED(
      Category.ADDRESS,
      false,
      "shipping_address_refused",
      "shipping_address_invalid",
      "The store refused the shipping address."),
  SHIPPING_ADDRESS_UNAVAILABLE(
      Category.ADDRESS,
      false,
      "shipping_address_unavailable",
      "shipping_unavailable",
      "The items cannot be shipped to this address."),
  SHIPPING_METHOD_UNAVAILABLE(
      Category.SHIPPING,
      false,
      "shipping_method_unavailable",
      "shipping_method_unavailable",
      "No way to ship fits what the order asks for at this address."),
  TAXED(
      Category.PRICE,
      false,
      "max_price_exceeded",
      "max_price_exceeded",
      "The order would be taxed, and its client wants it to fail in that case."),
  VARIANT_UNAVAILABLE(
      Category.PRODUCT,
      false,
      "product_unavailable",
      "product_variant_unavailable",
      "The chosen variant of a product is sold out."),
  UNSUPPORTED_PRODUCT_ID(
      Category.PRODUCT,
      false,
      "unsupported_product_id",
      "product_variant_required",
      "The product id names a group of variants, not one of them."),
  ZMA_TEMPORARILY_OVERLOADED(
      Category.STORE,
      false,
      "zma_temporarily_overloaded",
      "retailer_unavailable",
      "No buying account was free before the order's queue timeout; nothing was bought.");

  /// The area of the cause.
  public enum Category {
    REQUEST,
    PRODUCT,
    PRICE,
    SHIPPING,
    ADDRESS,
    GIFT,
    PAYMENT,
    ACCOUNT,
    STORE
  }

  private final Category category;
  private final boolean retrySafe;
  private final String v1Code;
  private final String v2ErrorType;
  private final String meaning;

  ErrorCode(
      Category category, boolean retrySafe, String v1Code, String v2ErrorType, String meaning) {
    this.category = category;
    this.retrySafe = retrySafe;
    this.v1Code = v1Code;
    this.v2ErrorType = v2ErrorType;
    this.meaning = meaning;
  }

  public Category category() {
    return category;
  }

  /// Whether a later attempt of the same order may succeed, so that Brass tries again by itself.
  public boolean retrySafe() {
    return retrySafe;
  }

  /// `code` of the classic API's error object.
  public String v1Code() {
    return v1Code;
  }

  /// `error_type` of the current API (Zinc API docs, Errors).
  public String v2ErrorType() {
    return v2ErrorType;
  }

  /// One sentence for the developer; the default message.
  public String meaning() {
    return meaning;
  }

  public OrderError error() {
    return new OrderError(this, meaning);
  }

  public OrderError error(String dataName, Object dataValue) {
    return new OrderError(this, meaning, Map.of(dataName, dataValue));
  }
}
