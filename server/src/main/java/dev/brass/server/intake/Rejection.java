package dev.brass.server.intake;

import dev.brass.connector.sandbox.TestProduct;
import java.util.List;

/// The reason for rejecting an order whose fields are valid. Each channel renders it in its own
/// format.
public sealed interface Rejection {

  /// The error message for the client: one or two sentences.
  String message();

  /// Its code for clients (Zinc API docs, Errors).
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

  /// No store of this server has the page, or its store accepts no orders.
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
  /// @param supported the supported countries
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

  /// The managed account belongs to another store, or is paused.
  record UnusableAccount(String message) implements Rejection {}

  /// Purchases at the store are paid there, by the client's own account.
  record PaidAtStore(String store) implements Rejection {
    @Override
    public String message() {
      return "Orders at the store '%s' are paid there, by the client's own account; leave"
              .formatted(store)
          + " payment out";
    }
  }

  /// A sandbox product that is made to be rejected with this error.
  record Expected(TestProduct.SynchronousError error) implements Rejection {
    @Override
    public String message() {
      return error.message();
    }
  }
}
