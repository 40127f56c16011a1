package dev.brass.connector.example;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/// The JSON of an Example shop, spelled as on the wire: only the fields that the connector needs.
/// Amounts are whole numbers in the smallest unit of their currency. States are texts, because
/// shops add new ones.
///
/// In replies, numbers are objects, because a missing `long` would be read as zero. A field that
/// the shop may leave out is an [Optional]; every other field is required.
final class ExampleWire {

  private ExampleWire() {}

  record NewCart(String reference, List<Item> items, Address address) {}

  record Item(String product, int quantity) {}

  /// Empty texts where the order has nothing.
  record Address(
      String name,
      String line1,
      String line2,
      String city,
      String state,
      String zip,
      String country,
      String phone) {}

  /// @param shipping every way to ship, with the price of the whole order
  record Cart(String cart, List<Way> shipping) {
    Cart {
      shipping = List.copyOf(shipping);
    }
  }

  /// @param earliest days until the order arrives
  record Way(String id, String name, Integer earliest, Integer latest, Price price) {}

  record Choice(String id) {}

  record PricedCart(Price price) {}

  record Purchase(String reference) {}

  record Orders(List<Order> orders) {
    Orders {
      orders = List.copyOf(orders);
    }
  }

  /// @param state `open`, `shipped` when all parcels are on their way, `cancelled`
  /// @param parcels left out before the first one
  record Order(
      String number,
      String reference,
      String state,
      Instant placed,
      Price price,
      Optional<List<Parcel>> parcels) {}

  record Parcel(String carrier, String number) {}

  record Price(Currency currency, Long items, Long shipping, Long tax) {}

  record Refusal(String error) {}
}
