package dev.brass.connector.example;

import java.time.Instant;
import java.util.Currency;
import java.util.List;

/// The JSON of an Example shop, spelled as on the wire: only the fields that the connector needs.
/// Amounts are whole numbers in the smallest unit of their currency. States are texts, because
/// shops add new ones.
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
  record Way(String id, String name, int earliest, int latest, Price price) {}

  record Choice(String id) {}

  record PricedCart(Price price) {}

  record Purchase(String reference) {}

  record Orders(List<Order> orders) {
    Orders {
      orders = List.copyOf(orders);
    }
  }

  /// @param state `open`, `shipped` when all parcels are on their way, `cancelled`
  record Order(
      String number,
      String reference,
      String state,
      Instant placed,
      Price price,
      List<Parcel> parcels) {
    Order {
      parcels = List.copyOf(parcels);
    }
  }

  record Parcel(String carrier, String number) {}

  record Price(Currency currency, long items, long shipping, long tax) {}

  record Refusal(String error) {}
}
