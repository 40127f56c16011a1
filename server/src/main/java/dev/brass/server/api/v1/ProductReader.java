package dev.brass.server.api.v1;

import dev.brass.server.db.Ids;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.SellerCriteria;
import dev.brass.spi.Condition;
import dev.brass.spi.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads product objects and their seller selection criteria (classic Zinc docs, Product object and
/// Seller selection criteria object).
final class ProductReader {

  static final Set<String> NAMES =
      Set.of("product_id", "quantity", "seller_selection_criteria", "url", "variants");

  static final Set<String> VARIANT_NAMES = Set.of("dimension", "value");

  static final Set<String> CRITERIA_NAMES =
      Set.of(
          "addon",
          "allow_oos",
          "buy_box",
          "condition_in",
          "condition_not_in",
          "first_party_seller",
          "handling_days_max",
          "international",
          "max_item_price",
          "merchant_id_in",
          "merchant_id_not_in",
          "min_seller_num_ratings",
          "min_seller_percent_positive_feedback",
          "prime");

  /// `take_buybox_offers`: the buy-box offer, regardless of the other criteria.
  private static final SellerCriteria BUY_BOX =
      new SellerCriteria(
          SellerCriteria.Item.ANY,
          SellerCriteria.Seller.ANY,
          SellerCriteria.Shipping.ANY,
          new SellerCriteria.Choice(true, false, false));

  private ProductReader() {}

  /// Reads products.
  ///
  /// @param entries the same products, with their pages resolved
  static List<OrderLine> lines(
      Value products, List<PageReader.Entry> entries, String retailer, boolean buyBoxOnly) {
    if (!products.isPresent()) {
      products.problem("is required");
    } else if (products.json().isContainer() && products.json().isEmpty()) {
      products.problem("must have at least one product");
    }
    List<OrderLine> lines = new ArrayList<>();
    for (PageReader.Entry entry : entries) {
      lines.add(line(entry, retailer, buyBoxOnly));
    }
    return lines;
  }

  private static OrderLine line(PageReader.Entry entry, String retailer, boolean buyBoxOnly) {
    PageReader.Page page = entry.page();
    if (page != null && entry.value().json().isString()) {
      return new OrderLine(
          Ids.next(),
          page.productId(retailer),
          page.address(),
          1,
          List.of(),
          buyBoxOnly ? BUY_BOX : SellerCriteria.V1_DEFAULT);
    }
    Fields product = entry.value().requiredFields(NAMES);
    SellerCriteria criteria = criteria(product.get("seller_selection_criteria"));
    return new OrderLine(
        Ids.next(),
        page == null
            ? product.get("product_id").requiredText(Limits.TEXT)
            : page.productId(retailer),
        page == null ? null : page.address(),
        product.get("quantity").requiredWhole(1, Limits.QUANTITY),
        variants(product.get("variants")),
        buyBoxOnly ? BUY_BOX : criteria);
  }

  private static List<Variant> variants(Value variants) {
    List<Variant> read = new ArrayList<>();
    for (Value variant : variants.items(Limits.VARIANTS)) {
      Fields fields = variant.requiredFields(VARIANT_NAMES);
      read.add(
          new Variant(
              fields.get("dimension").requiredText(Limits.TEXT),
              fields.get("value").requiredText(Limits.TEXT)));
    }
    return read;
  }

  /// An object replaces the default as a whole; an empty one accepts every offer.
  private static SellerCriteria criteria(Value value) {
    if (!value.isPresent()) {
      return SellerCriteria.V1_DEFAULT;
    }
    Fields criteria = value.fields(CRITERIA_NAMES);
    // Read in this order, in which the faults are reported.
    Boolean addon = criteria.get("addon").flag();
    Boolean buyBox = criteria.get("buy_box").flag();
    Set<Condition> conditionIn = conditions(criteria.get("condition_in"));
    Set<Condition> conditionNotIn = conditions(criteria.get("condition_not_in"));
    Boolean firstParty = criteria.get("first_party_seller").flag();
    Integer handlingDaysMax = criteria.get("handling_days_max").whole(0, Limits.DAYS);
    Boolean international = criteria.get("international").flag();
    Long maxPrice = criteria.get("max_item_price").whole(0, Limits.AMOUNT);
    SellerCriteria.Seller seller =
        new SellerCriteria.Seller(
            firstParty,
            Set.copyOf(criteria.get("merchant_id_in").texts(Limits.LIST, Limits.TEXT)),
            Set.copyOf(criteria.get("merchant_id_not_in").texts(Limits.LIST, Limits.TEXT)),
            criteria.get("min_seller_num_ratings").whole(0, Integer.MAX_VALUE),
            criteria.get("min_seller_percent_positive_feedback").whole(0, 100));
    Boolean prime = criteria.get("prime").flag();
    return new SellerCriteria(
        new SellerCriteria.Item(conditionIn, conditionNotIn, maxPrice, addon),
        seller,
        new SellerCriteria.Shipping(handlingDaysMax, international, prime),
        new SellerCriteria.Choice(buyBox, false, criteria.get("allow_oos").isTrue()));
  }

  private static Set<Condition> conditions(Value value) {
    Set<Condition> conditions = new LinkedHashSet<>();
    for (Value item : value.items(Limits.LIST)) {
      String label = item.requiredText(Limits.TEXT);
      if (!label.isEmpty()) {
        Condition.parse(label)
            .ifPresentOrElse(
                conditions::add,
                () ->
                    item.problemWithValue(
                        V1Code.INVALID_REQUEST, "must be one of " + conditionLabels()));
      }
    }
    return conditions;
  }

  private static String conditionLabels() {
    return Arrays.stream(Condition.values())
        .map(condition -> "\"" + condition.label() + "\"")
        .collect(Collectors.joining(", "));
  }
}
