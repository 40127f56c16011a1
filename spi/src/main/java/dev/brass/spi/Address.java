package dev.brass.spi;

import org.jspecify.annotations.Nullable;

/// A postal address with the person who lives there.
///
/// @param line1 house number and street
/// @param line2 suite, post office box or apartment
/// @param state the region's short code, such as `MA`; absent where a country has none
/// @param country ISO 3166 alpha-2, upper case
/// @param phone as the client wrote it
/// @param instructions a note for the carrier
public record Address(
    String firstName,
    String lastName,
    String line1,
    @Nullable String line2,
    String city,
    @Nullable String state,
    String postalCode,
    String country,
    @Nullable String phone,
    @Nullable String instructions) {

  public String fullName() {
    return (firstName + " " + lastName).strip();
  }
}
