package dev.brass.spi;

/// The way to pay the store. Only the connector reads its content, when it places the order.
public sealed interface Payment {

  /// A card. Number and security code never leave the process except to the store.
  ///
  /// @param month 1 to 12
  /// @param year four digits
  record Card(
      String nameOnCard, Secret<String> number, Secret<String> securityCode, int month, int year)
      implements Payment {}

  /// The gift balance already on the credential's account at the store.
  record GiftBalance() implements Payment {}

  /// The payment that is set up at the store: its default payment method, an invoice, or our
  /// contract with it.
  record StoreDefault() implements Payment {}
}
