package dev.brass.server.intake;

import dev.brass.connector.sandbox.TestProduct;
import java.util.List;

/// Why an order is not taken, apart from the form of its fields. Each way in tells it in its own
/// shape.
public sealed interface Rejection {

  /// What is wrong, for the client: a sentence or two.
  String message();

  /// The word that clients know it by (docs of the original, "Errors").
  default String code() {
    return switch (this) {
      case UnsupportedStore _ -> "unsupported_retailer";
      case UnusablePage _ -> "url_unreachable";
      case SeveralStores _, UnusableAccount _ -> "validation_error";
      case UnsupportedCountry _ -> "unsupported_country";
      case UnknownAccount _ -> "not_found";
      case PaidAtStore _ -> "invalid_payment_method";
      case Expected(var error) -> error.code();
    };
  }

  /// No store of this server has the page, or the one that has it takes no orders.
  ///
  /// @param url as it was sent
  record UnsupportedStore(String url, String message) implements Rejection {}

  /// The address is not that of a product's page.
  ///
  /// @param url as it was sent
  record UnusablePage(String url, String message) implements Rejection {}

  /// Its products are of different stores.
  record SeveralStores() implements Rejection {
    @Override
    public String message() {
      return "All products of an order must be from one retailer";
    }
  }

  /// Live orders do not go there.
  ///
  /// @param country ISO alpha-2, upper case
  /// @param supported where they go
  record UnsupportedCountry(String country, List<String> supported) implements Rejection {
    public UnsupportedCountry {
      supported = List.copyOf(supported);
    }

    @Override
    public String message() {
      return "Orders to " + country + " are not supported";
    }
  }

  /// There is no managed account with that id.
  ///
  /// @param id the short one, as it was sent
  record UnknownAccount(String id) implements Rejection {
    @Override
    public String message() {
      return "RetailerCredentials not found";
    }
  }

  /// The managed account is another store's, or paused.
  record UnusableAccount(String message) implements Rejection {}

  /// What is bought at the store is paid there, by its client's own account.
  record PaidAtStore(String store) implements Rejection {
    @Override
    public String message() {
      return "What is bought at the store '%s' is paid there, by its client's own account; leave"
              .formatted(store)
          + " payment out";
    }
  }

  /// A product of the sandbox was made to be rejected so.
  record Expected(TestProduct.SynchronousError error) implements Rejection {
    @Override
    public String message() {
      return error.message();
    }
  }
}
