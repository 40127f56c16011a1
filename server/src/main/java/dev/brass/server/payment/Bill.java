package dev.brass.server.payment;

import dev.brass.spi.Money;
import org.jspecify.annotations.Nullable;

/// What one request costs, and what it is.
///
/// @param request what is paid for, byte by byte: a body, or a path with its query
/// @param hasBody whether it is a body, whose digest then stands in the challenge
/// @param description for display
/// @param takesPlayMoney whether nothing real is bought with it
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Bill(
    Payment.Purpose purpose,
    Money price,
    byte[] request,
    boolean hasBody,
    String description,
    boolean takesPlayMoney) {

  @Nullable String digest() {
    return hasBody ? Challenges.digest(request) : null;
  }
}
