package dev.brass.server.bulk;

import org.jspecify.annotations.Nullable;

/// The concepts of columns. [Vocabulary] has their headings.
enum Column {
  PRODUCT_URL("products", "product_url", Kind.GOODS),
  QUANTITY("products.quantity", "quantity", Kind.GOODS),
  VARIANT("products.variant", "variant", Kind.GOODS),
  NAME("shipping_address.name", "name", Kind.NAME),
  FIRST_NAME("shipping_address.first_name", "first_name", Kind.NAME),
  LAST_NAME("shipping_address.last_name", "last_name", Kind.NAME),
  LINE1("shipping_address.address_line1", "address1", Kind.ADDRESS),
  LINE2("shipping_address.address_line2", "address2", Kind.ADDRESS),
  UNIT("shipping_address.address_line2", "unit", Kind.ADDRESS),
  LINE3("shipping_address.address_line2", "address3", Kind.ADDRESS),
  CITY("shipping_address.city", "city", Kind.ADDRESS),
  STATE("shipping_address.state", "state", Kind.ADDRESS),
  POSTAL_CODE("shipping_address.postal_code", "zip", Kind.ADDRESS),
  COUNTRY("shipping_address.country", "country", Kind.ADDRESS),
  PHONE("shipping_address.phone_number", "phone", Kind.CONTACT),
  /// Known and not used: a column must not make the server write to customers.
  EMAIL("email", "email", Kind.CONTACT),
  MAX_PRICE("max_price", "max_price", Kind.OTHER),
  CREDENTIALS("retailer_credentials_id", "retailer_credentials_id", Kind.OTHER),
  PO_NUMBER("po_number", "po_number", Kind.OTHER),
  KEY("idempotency_key", "idempotency_key", Kind.OTHER),
  IS_GIFT("is_gift", "is_gift", Kind.OTHER),
  GIFT_MESSAGE("gift_message", "gift_message", Kind.OTHER),
  HANDLING_DAYS_MAX("handling_days_max", "handling_days_max", Kind.OTHER),
  /// The order number in the shop that the table comes from, by which rows are merged.
  ORDER_NUMBER("order_number", "order_number", Kind.OTHER);

  /// Groups of parts that belong together in an order.
  enum Kind {
    GOODS,
    NAME,
    /// A group must come from one party: the street of one with the city of another does not exist.
    ADDRESS,
    CONTACT,
    OTHER
  }

  /// The party that a column is about, best first: the order goes to the first one present.
  enum Party {
    SHIP_TO,
    BUYER,
    GENERAL,
    /// The payer receives no parcel, but can be called.
    BILLING
  }

  private final String path;
  private final String heading;
  private final Kind kind;

  Column(String path, String heading, Kind kind) {
    this.path = path;
    this.heading = heading;
    this.kind = kind;
  }

  /// The place of its text in an order.
  String path() {
    return path;
  }

  /// The heading recommended to users who have none for it, and its name in a mapping.
  String heading() {
    return heading;
  }

  Kind kind() {
    return kind;
  }

  boolean isOfParty() {
    return kind == Kind.NAME || kind == Kind.ADDRESS || kind == Kind.CONTACT;
  }

  /// Whether its texts are codes, which change their meaning when a digit is lost.
  boolean isIdentifier() {
    return switch (this) {
      case POSTAL_CODE, PHONE, CREDENTIALS, PO_NUMBER, KEY, ORDER_NUMBER, MAX_PRICE, QUANTITY ->
          true;
      case PRODUCT_URL,
          VARIANT,
          NAME,
          FIRST_NAME,
          LAST_NAME,
          LINE1,
          LINE2,
          UNIT,
          LINE3,
          CITY,
          STATE,
          COUNTRY,
          EMAIL,
          IS_GIFT,
          GIFT_MESSAGE,
          HANDLING_DAYS_MAX ->
          false;
    };
  }

  /// The column that fills a place of an order, or the place that contains it.
  static @Nullable Column filling(String place) {
    for (Column column : values()) {
      if (column.path.equals(place)) {
        return column;
      }
    }
    int cut = place.lastIndexOf('.');
    return cut < 0 ? null : filling(place.substring(0, cut));
  }
}
