package dev.brass.server.api.v1;

import dev.brass.spi.Money;

/// A request that this channel refuses, and the reason. [V1Errors] renders it.
final class V1Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final V1Code code;
  private final String data;

  /// A refusal.
  ///
  /// @param message what is wrong and what to send instead, for the client's developer; never
  /// secret
  /// @param data details as a JSON object
  V1Problem(V1Code code, String message, String data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  V1Problem(V1Code code, String message) {
    this(code, message, "{}");
  }

  /// The caller's balance is too low.
  static V1Problem unfunded(Money required, Money available) {
    return new V1Problem(
        V1Code.INSUFFICIENT_ZMA_BALANCE,
        "The order would hold %s, its max_price, and the balance is %s. Nothing was ordered."
                .formatted(required, available)
            + " Lower max_price, or have the balance topped up and send the order again.",
        V1Json.write(
            new V1Wire.Shortfall(
                required.minor(), available.minor(), required.currency().getCurrencyCode())));
  }

  /// The order has no price limit.
  static V1Problem capMissing() {
    return new V1Problem(
        V1Code.INVALID_REQUEST,
        "max_price: is required here, because it is held on your balance. Nothing was"
            + " ordered; send a new order with it.");
  }

  static V1Problem playMoney() {
    return new V1Problem(
        V1Code.INVALID_REQUEST,
        "retailer: is not a sandbox store, and test mode buys only at those. Nothing was ordered.");
  }

  V1Code code() {
    return code;
  }

  String data() {
    return data;
  }

  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
