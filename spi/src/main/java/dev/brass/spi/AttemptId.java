package dev.brass.spi;

import java.util.UUID;

/// The identity of one attempt to place an order. It is committed before the store is called, and
/// sent wherever the store keeps a reference, so that an order can be found again.
///
/// Brass derives it from values that survive the loss of its database's latest changes (the tenant,
/// the client's key, the number of the attempt), so that the same submission leads to the same
/// identities again. It contains no time.
///
/// @param value a UUID of version 8
public record AttemptId(UUID value) {

  /// The 32 lower-case hexadecimal digits, for stores that refuse hyphens.
  public String compact() {
    return value.toString().replace("-", "");
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
