package dev.brass.connector.sandbox;

import dev.brass.spi.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A property that a product has because its id says so: the id is the trait's value, or begins
/// with it and a hyphen (`ADD-ON`, `ADD-ON-lamp`). Each leads to an error when the order does what
/// its sentence says, for the reason that real shops have.
enum ProductTrait {
  NO_OFFERS(
      "NO-OFFERS",
      ErrorCode.NO_MATCHING_OFFER,
      MagicValue.Effect.TERMS,
      "No seller offers it now, so no offer fits any criteria."),
  LOOKS_SOLD_OUT(
      "LOOKS-SOLD-OUT",
      ErrorCode.PRODUCT_UNAVAILABLE,
      MagicValue.Effect.TERMS,
      "All its offers look unavailable, and each of them can be bought; order it without"
          + " allow_oos."),
  NEEDS_VARIANTS(
      "NEEDS-VARIANTS",
      ErrorCode.INSUFFICIENT_VARIANTS,
      MagicValue.Effect.CONDITION,
      "It is bought only with a Color and a Size; leave one of them out."),
  ADD_ON(
      "ADD-ON",
      ErrorCode.ADD_ON_ITEM,
      MagicValue.Effect.CONDITION,
      "An add-on item at the Amazon retailers; order it alone."),
  MAXIMUM(
      "MAX-2",
      ErrorCode.MAX_QUANTITY_EXCEEDED,
      MagicValue.Effect.CONDITION,
      "At most 2 are sold at once; order 3. Any number from 1 to 99 can stand for the 2."),
  STOCK(
      "STOCK-0",
      ErrorCode.PRODUCT_UNAVAILABLE,
      MagicValue.Effect.CONDITION,
      "There are 0 in stock. Any number up to 9999 can stand for the 0, and every order takes from"
          + " it."),
  PACK(
      "PACK-OF-6",
      ErrorCode.INVALID_QUANTITY,
      MagicValue.Effect.CONDITION,
      "Sold six at a time; order a quantity that six does not divide. Any number from 2 to 45 can"
          + " stand for the 6."),
  NO_GIFT(
      "NO-GIFT",
      ErrorCode.NO_GIFT_SHIPPING,
      MagicValue.Effect.CONDITION,
      "It cannot be sent as a gift; order it with is_gift and require_gift."),
  NO_FREE_SHIPPING(
      "NO-FREE-SHIPPING",
      ErrorCode.NO_FREE_SHIPPING,
      MagicValue.Effect.TERMS,
      "No way to ship it is free; order it with the shipping method free."),
  NO_TWO_DAY(
      "NO-TWO-DAY",
      ErrorCode.NO_TWO_DAY_SHIPPING,
      MagicValue.Effect.TERMS,
      "It takes at least three days; order it with two days at most."),
  SLOW_BOAT(
      "SLOW-BOAT",
      ErrorCode.MAX_DELIVERY_DAYS_EXCEEDED,
      MagicValue.Effect.TERMS,
      "It takes 30 to 45 days; order it with fewer days allowed."),
  TAXED(
      "TAXED",
      ErrorCode.TAXED,
      MagicValue.Effect.TERMS,
      "Taxed with 10 % wherever it goes; order it with fail_if_taxed.");

  private final String value;
  private final ErrorCode code;
  private final MagicValue.Effect effect;
  private final String sentence;

  ProductTrait(String value, ErrorCode code, MagicValue.Effect effect, String sentence) {
    this.value = value;
    this.code = code;
    this.effect = effect;
    this.sentence = sentence;
  }

  /// The trait of a product with the number that its id gives, such as 5 of `STOCK-5-lamp`.
  ///
  /// @param number 0 for traits without one
  record Held(ProductTrait trait, int number) {}

  static Optional<Held> of(String productId) {
    String id = productId.toUpperCase(Locale.ROOT);
    return Arrays.stream(values())
        .map(trait -> trait.heldBy(id))
        .flatMap(Optional::stream)
        .findFirst();
  }

  MagicValue magic() {
    return new MagicValue(
        MagicValue.Where.PRODUCT_ID, value, code, effect, MagicValue.Cure.NONE, sentence);
  }

  private Optional<Held> heldBy(String id) {
    return switch (this) {
      case MAXIMUM -> number(id, "MAX-", 1, 99);
      case STOCK -> number(id, "STOCK-", 0, 9999);
      case PACK -> number(id, "PACK-OF-", 2, 45);
      default ->
          id.equals(value) || id.startsWith(value + "-")
              ? Optional.of(new Held(this, 0))
              : Optional.empty();
    };
  }

  private Optional<Held> number(String id, String prefix, int low, int high) {
    if (!id.startsWith(prefix)) {
      return Optional.empty();
    }
    String digits = id.substring(prefix.length()).split("-", 2)[0];
    if (!digits.matches("[0-9]{1,4}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(digits);
    return number < low || number > high ? Optional.empty() : Optional.of(new Held(this, number));
  }
}
