package dev.brass.connector.sandbox;

import dev.brass.spi.Condition;
import dev.brass.spi.DayRange;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import dev.brass.spi.ShippingOption;
import dev.brass.spi.Variant;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// The product of the examples in seed 002, and what its first order is called there.
final class DocumentedProduct {

  static final String ID = "0923568964";

  /// The number of the order in the example of an order response.
  static final String ORDER_NUMBER = "112-1234567-7272727";

  static final String CARRIER = "Fedex";
  static final String TRACKING_NUMBER = "9261290100129790891234";

  /// The example of product details shows the first values only; the example of an order chooses
  /// another colour, so the shop has that too.
  static final List<Item.Option> OPTIONS =
      List.of(
          new Item.Option("Color", List.of("Gray", "Red")),
          new Item.Option("Size", List.of("Small/Medium")));

  private static final Variant DEARER = new Variant("Color", "Red");
  private static final long DEARER_PRICE = 1999;
  private static final long PRICE = 979;

  private DocumentedProduct() {}

  static Product product(Item item) {
    return new Product(
        ID,
        "APA: The Easy Way! [Updated for APA 6th Edition]",
        null,
        "This is a great book!",
        List.of(
            "Series: The Easy Way!",
            "Paperback: 60 pages",
            "Publisher: XanEdu Publishing Inc; 2nd Edition edition (September 28, 2009)",
            "Language: English",
            "ISBN-10: 0923568964",
            "ISBN-13: 978-0923568962",
            "Product Dimensions: 8.3 x 5.3 x 0.2 inches",
            "Shipping Weight: 3.5 ounces"),
        List.of(),
        List.of("Books", "Reference", "Words, Language & Grammar"),
        List.of("Peggy M. Houghton", "Timothy J. Houghton"),
        image(1),
        List.of(image(1), image(2)),
        item.selected(),
        List.of(),
        Map.of("EAN", "9780923568962", "ISBN", "0923568964"),
        new Money(PRICE, item.retailer().currency()),
        true,
        item.retailer().page(ID),
        null,
        null,
        Map.of("prime", true, "addon", false));
  }

  private static URI image(int number) {
    return URI.create(ProductSheet.IMAGES + "amazon/-dp-" + ID + "/" + number + ".jpg");
  }

  static List<Offer> offers(Item item, List<Variant> chosen) {
    Money free = Money.zero(item.retailer().currency());
    Money base = new Money(PRICE, free.currency());
    return List.of(
        new Offer(
            "lUai8vEbhC%2F2vYZDwaePlc4baWiHzAy9XJncUR%2FpQ9l4VOrs%2FfpYt4ZtreQaB%2BPL1xJwz5OpIc"
                + "%2BJjyymHg3iv4YkZvWy5z7flil7n7lUDWNPY76YUhMNdw%3D%3D",
            ID,
            new Offer.Seller("ATVPDKIKX0DER", "Amazon.com", 1_000_000, 100, true),
            Condition.NEW,
            item.price(base, chosen),
            true,
            new DayRange(0, 0),
            List.of(
                new ShippingOption("standard", "Standard Shipping", free, new DayRange(2, 4)),
                new ShippingOption(
                    "expedited",
                    "Two-Day Shipping",
                    new Money(599, free.currency()),
                    new DayRange(1, 2)),
                new ShippingOption(
                    "next-day",
                    "One-Day Shipping",
                    new Money(1299, free.currency()),
                    new DayRange(1, 1))),
            false,
            false,
            true,
            true,
            false,
            null,
            null));
  }

  /// The example orders the product in red for 19.99; the example of its offers says 9.79.
  static Money price(Money base, List<Variant> chosen) {
    return chosen.contains(DEARER) ? new Money(DEARER_PRICE, base.currency()) : base;
  }
}
