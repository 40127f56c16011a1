package dev.brass.bench.crash;

import dev.brass.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/// What an order of the simulation is to meet at the store, and how it may end.
///
/// A fault that the sandbox counts is met by the first attempt only. When the server dies between
/// the store's no and its commit, the next attempt finds the fault used up and succeeds; so those
/// orders may end placed as well.
enum Wish {
  PLAIN(40, null, null, true, null),
  ANSWER_LOST(12, "\"commit_then_timeout\"", null, true, null),
  REQUEST_LOST(8, "\"timeout_before_commit\"", null, true, null),
  /// The order is in the store's book a third of a second before the store says so.
  SLOW(8, "{\"slow\": \"PT0.3S\"}", null, true, null),
  /// The server gives up waiting for an order that is in the store's book.
  TOO_SLOW(3, "{\"slow\": \"PT5S\"}", null, true, null),
  DECLINED(6, "\"refuse\"", null, true, ErrorCode.CREDIT_CARD_DECLINED),
  /// The price jumps over the cap between quote and purchase.
  DEARER(5, "{\"price_jump\": 100000000}", null, false, ErrorCode.MAX_PRICE_EXCEEDED),
  SOLD_OUT(3, null, "ERR-product_unavailable", false, ErrorCode.PRODUCT_UNAVAILABLE),
  /// There are a few of it for all who want it; each sale is more than one statement.
  SCARCE(6, null, "STOCK-25-simulated", true, ErrorCode.PRODUCT_UNAVAILABLE),
  /// The store has it and tells nobody.
  HIDDEN(2, null, "ERR-order_probably_placed", false, ErrorCode.ORDER_PROBABLY_PLACED),
  NEEDS_ACTION(2, "\"needs_action\"", null, true, ErrorCode.MANUAL_REVIEW_REQUIRED),
  CALLED_OFF(2, "\"retailer_cancels\"", null, true, null),
  IN_TWO_PARCELS(3, "\"partial_shipment\"", null, true, null),
  /// It waits for others and is bought with them.
  BUNDLED(8, null, null, true, null),
  /// The answer about all of them is lost.
  BUNDLE_LOST(4, "\"commit_then_timeout\"", null, true, null),
  /// It is paid from the wallet.
  FUNDED(6, null, null, true, null),
  FUNDED_DECLINED(3, "\"refuse\"", null, true, ErrorCode.CREDIT_CARD_DECLINED),
  FUNDED_CALLED_OFF(2, "\"retailer_cancels\"", null, true, null);

  private final int weight;
  private final @Nullable String scenario;
  private final @Nullable String product;
  private final boolean mayBePlaced;
  private final @Nullable ErrorCode mayFail;

  Wish(
      int weight,
      @Nullable String scenario,
      @Nullable String product,
      boolean mayBePlaced,
      @Nullable ErrorCode mayFail) {
    this.weight = weight;
    this.scenario = scenario;
    this.product = product;
    this.mayBePlaced = mayBePlaced;
    this.mayFail = mayFail;
  }

  /// How many orders of a hundred or so are of this kind.
  int weight() {
    return weight;
  }

  boolean isBundled() {
    return this == BUNDLED || this == BUNDLE_LOST;
  }

  boolean isFunded() {
    return this == FUNDED || this == FUNDED_DECLINED || this == FUNDED_CALLED_OFF;
  }

  /// Whether the retailer cancels it.
  boolean isCalledOff() {
    return this == CALLED_OFF || this == FUNDED_CALLED_OFF;
  }

  /// Whether only the classic API can ask for it.
  boolean isClassic() {
    return product != null || isBundled() || isFunded();
  }

  /// The sandbox's scenario as JSON; null for none.
  @Nullable String scenario() {
    return scenario;
  }

  /// The product at the store; null for an ordinary one.
  @Nullable String product() {
    return product;
  }

  boolean mayBePlaced() {
    return mayBePlaced;
  }

  boolean mayFailWith(ErrorCode code) {
    return mayFail == code;
  }
}
