package dev.brass.server.bulk;

import dev.brass.server.bulk.Column.Party;
import dev.brass.server.entry.CellText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The headings that name concepts (Zinc API docs, Bulk Upload, and the exports of Amazon, Shopify,
/// Etsy, WooCommerce, eBay, ShipStation, TikTok Shop and Walmart). Case, blanks, punctuation and
/// camel case do not matter: `Ship To - Name`, `ship_to_name` and `shipToName` are one heading.
final class Vocabulary {

  /// A line has a concept and headings of equal rank; of several lines of a concept the first is
  /// the best. Headings of names, addresses, telephones and e-mails may have the words of a party
  /// before or after them.
  private static final String WORDS =
      """
      PRODUCT_URL product_url url product_urls product_link item_url product_page product_page_url page_url buy_url source_url
      PRODUCT_URL product link
      QUANTITY quantity_to_ship qty_to_ship
      QUANTITY quantity qty quantities quantity_purchased quantity_ordered qty_ordered lineitem_quantity line_item_quantity line_quantity item_quantity item_qty order_quantity units quantity_refund
      VARIANT variant
      NAME name full_name contact_name
      FIRST_NAME first_name firstname given_name forename
      LAST_NAME last_name lastname surname family_name
      LINE1 address1 address_1 address_line1 street1 street_1 line1 street_address street_address1 address_street1
      LINE1 address street street_name address_1_2
      LINE2 address2 address_line2 street2 line2 street_address2 address_street2
      UNIT apt unit suite apartment apt_suite apartment_suite apt_unit
      LINE3 address3 address_line3 street3 line3 street_address3 address_street3
      CITY city town
      CITY locality city_town town_city
      STATE state_code province_code
      STATE state province region state_province state_region state_or_region state_or_province
      STATE state_name province_name
      POSTAL_CODE zip zip_code postal_code postcode postal zip_postal_code post_code zip_postcode postal_zip_code
      COUNTRY country_code country_iso country_iso2
      COUNTRY country country_region
      COUNTRY country_name
      PHONE phone phone_number telephone telephone_number phone_no tel mobile mobile_phone mobile_number cell_phone contact_number contact_phone
      EMAIL email e_mail email_address mail
      MAX_PRICE max_price max_price_cents
      CREDENTIALS retailer_credentials_id account_id
      PO_NUMBER po_number
      KEY idempotency_key
      IS_GIFT is_gift
      GIFT_MESSAGE gift_message
      HANDLING_DAYS_MAX handling_days_max
      ORDER_NUMBER order_id order_number order_no order_num amazon_order_id order_name external_order_id
      ORDER_NUMBER order sales_record_number
      ORDER_NUMBER po purchase_order_id
      """;

  /// Headings of a party that name no part of it.
  private static final String WHOLE =
      """
      SHIP_TO NAME recipient receiver consignee ship_to deliver_to
      """;

  private static final String PARTIES =
      """
      SHIP_TO ship_to shipping ship shipping_address ship_address recipient receiver consignee delivery delivery_address deliver_to destination
      BUYER buyer customer purchaser
      BILLING billing bill_to bill billing_address payer invoice
      """;

  private static final Map<String, Heading> KNOWN = known();

  private Vocabulary() {}

  /// A heading that was understood.
  ///
  /// @param rank among columns of the same concept and party; the lowest is the best
  /// @param number of the product, from 1; 0 when the heading has none
  /// @param label the option of a `variant_<label>` column; null for other columns
  record Heading(Column column, Party party, int rank, int number, @Nullable String label) {

    private Heading numbered(int n) {
      return new Heading(column, party, rank, n, label);
    }
  }

  /// The meaning of a heading; null when it is unknown.
  static @Nullable Heading of(String heading) {
    String plain = withoutCopyNumber(CellText.code(heading));
    String name = squeezed(plain);
    Heading known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    int digits = 0;
    while (digits < name.length() && Character.isDigit(name.charAt(name.length() - 1 - digits))) {
      digits++;
    }
    if (digits > 0 && digits <= 2) {
      Heading base = KNOWN.get(name.substring(0, name.length() - digits));
      int number = Integer.parseInt(name.substring(name.length() - digits));
      if (base != null && base.column().kind() == Column.Kind.GOODS && number > 0) {
        return base.numbered(number);
      }
    }
    String label = label(plain);
    return label == null ? null : new Heading(Column.VARIANT, Party.GENERAL, 0, 0, label);
  }

  /// The option of `variant_Color` or `Variant Color`.
  private static @Nullable String label(String plain) {
    int cut = "variant".length();
    boolean labelled =
        plain.length() > cut + 1
            && plain.substring(0, cut).toLowerCase(Locale.ROOT).equals("variant")
            && " -._".indexOf(plain.charAt(cut)) >= 0;
    String label = labelled ? CellText.trimmed(plain.substring(cut + 1)) : "";
    return label.isEmpty() ? null : label;
  }

  /// The second of two equal headings has a number added, and the same meaning.
  private static String withoutCopyNumber(String heading) {
    int cut = heading.endsWith(")") ? heading.lastIndexOf(" (") : -1;
    boolean numbered =
        cut > 0
            && cut + 2 < heading.length() - 1
            && heading
                .substring(cut + 2, heading.length() - 1)
                .chars()
                .allMatch(Character::isDigit);
    return numbered ? heading.substring(0, cut) : heading;
  }

  /// The name of a column normalized for comparisons: letters and digits.
  static String squeezed(String heading) {
    return CellText.code(heading)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Map<String, Heading> known() {
    Map<String, Heading> known = new HashMap<>();
    Map<Column, Integer> ranks = new HashMap<>();
    WORDS
        .lines()
        .map(Vocabulary::words)
        .forEach(
            words -> {
              Column column = Column.valueOf(words.getFirst());
              int rank = ranks.merge(column, 1, Integer::sum) - 1;
              words.stream()
                  .skip(1)
                  .forEach(
                      word ->
                          known.put(
                              squeezed(word), new Heading(column, Party.GENERAL, rank, 0, null)));
            });
    Map<String, Heading> ofParties = new HashMap<>();
    PARTIES
        .lines()
        .map(Vocabulary::words)
        .forEach(words -> addParty(ofParties, words, Map.copyOf(known)));
    WHOLE
        .lines()
        .map(Vocabulary::words)
        .forEach(
            words ->
                words.stream()
                    .skip(2)
                    .forEach(
                        word ->
                            ofParties.put(
                                squeezed(word),
                                new Heading(
                                    Column.valueOf(words.get(1)),
                                    Party.valueOf(words.getFirst()),
                                    0,
                                    0,
                                    null))));
    ofParties.forEach(known::putIfAbsent);
    return Map.copyOf(known);
  }

  private static void addParty(
      Map<String, Heading> to, List<String> words, Map<String, Heading> general) {
    Party party = Party.valueOf(words.getFirst());
    general.forEach(
        (name, heading) -> {
          if (heading.column().isOfParty()) {
            Heading ofParty = new Heading(heading.column(), party, heading.rank(), 0, null);
            words.stream()
                .skip(1)
                .map(Vocabulary::squeezed)
                .forEach(
                    word -> {
                      to.putIfAbsent(word + name, ofParty);
                      to.putIfAbsent(name + word, ofParty);
                    });
          }
        });
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.strip().split(" ", -1));
  }
}
