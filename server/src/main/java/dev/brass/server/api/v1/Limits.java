package dev.brass.server.api.v1;

/// Limits of a request: far above any real order, and low enough to protect the server.
final class Limits {

  /// Fields of one object, except the client's notes.
  static final int FIELDS = 200;

  static final int PRODUCTS = 100;
  static final int VARIANTS = 20;
  static final int LIST = 100;
  static final int PROMO_CODES = 20;
  static final int WEBHOOK_URLS = 10;

  /// In characters.
  static final int TEXT = 1_000;

  /// In characters. No receiver's address is longer; faults of an address are reported by the
  /// webhooks feature.
  static final int URL = 4_096;

  /// In characters.
  static final int IDEMPOTENCY_KEY = 255;

  /// In characters of JSON.
  static final int CLIENT_NOTES = 64 * 1024;

  static final int QUANTITY = 10_000;
  static final int DAYS = 365;

  /// In minor units of a currency.
  static final long AMOUNT = 999_999_999_999L;

  private Limits() {}
}
