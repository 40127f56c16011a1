package dev.brass.server.api.v2;

import dev.brass.server.usage.Metering.Unpaid;

/// A call for product data that the tenant's balance cannot pay (Zinc API docs, Products). Its
/// answer has `detail`, as in the SDK, beside the fields of all other errors (compatibility B4).
final class UnpaidCall extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Unpaid unpaid;

  UnpaidCall(Unpaid unpaid) {
    super(
        "The wallet has %s, and this call costs %s; add money and send it again"
            .formatted(unpaid.available(), unpaid.price()));
    this.unpaid = unpaid;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  long required() {
    return unpaid.price().minor();
  }

  long available() {
    return unpaid.available().minor();
  }
}
