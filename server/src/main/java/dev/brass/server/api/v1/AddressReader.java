package dev.brass.server.api.v1;

import dev.brass.server.order.CountryAddress;
import dev.brass.spi.Address;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads address objects (classic Zinc docs, Address object).
final class AddressReader {

  static final Set<String> NAMES =
      Set.of(
          "first_name",
          "last_name",
          "address_line1",
          "address_line2",
          "zip_code",
          "city",
          "state",
          "country",
          "phone_number",
          "instructions");

  private static final Set<String> COUNTRIES =
      Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

  /// The countries where a letter does not arrive without the state's abbreviation.
  private static final Set<String> WITH_STATES = Set.of("US", "CA", "AU");

  /// The placeholder for a missing telephone number (classic Zinc docs, Optional attributes).
  private static final String NO_PHONE = "555-555-5555";

  private static final Address UNREAD =
      new Address("", "", "", null, "", null, "", "US", NO_PHONE, null);

  private AddressReader() {}

  /// The delivery address. Stores require a telephone number for the carrier.
  static Address shipTo(Value value) {
    Fields address = value.requiredFields(NAMES);
    return address(address, address.get("phone_number").requiredText(Limits.TEXT));
  }

  /// The delivery address of an order by product pages: an object, which needs no telephone number
  /// in this case, or a US address as one text (classic Zinc docs, Optional attributes).
  static Address shipToOfPages(Value value) {
    if (value.json().isString()) {
      return freeForm(value);
    }
    Fields address = value.requiredFields(NAMES);
    String phoneNumber = address.get("phone_number").text(Limits.TEXT);
    return address(address, phoneNumber == null ? NO_PHONE : phoneNumber);
  }

  private static Address freeForm(Value value) {
    String text = value.requiredLines(Limits.TEXT);
    if (text.isEmpty()) {
      return UNREAD;
    }
    return switch (UsAddress.read(text)) {
      case UsAddress.Reading.Read(var us) ->
          new Address(
              us.firstName(),
              us.lastName(),
              us.line1(),
              us.line2(),
              us.city(),
              us.state(),
              us.zipCode(),
              "US",
              NO_PHONE,
              null);
      case UsAddress.Reading.Unreadable(var problem) -> {
        value.problem(
            V1Code.INVALID_ADDRESS, problem + "; an address as text is " + UsAddress.FORM);
        yield UNREAD;
      }
    };
  }

  /// The billing address. If the telephone number is missing, the store asks for it
  /// (`additional_information_required`).
  static Address billTo(Value value) {
    Fields address = value.requiredFields(NAMES);
    return address(address, address.get("phone_number").text(Limits.TEXT));
  }

  private static Address address(Fields address, @Nullable String phoneNumber) {
    String country = country(address.get("country"));
    CountryAddress usual = CountryAddress.of(country);
    thirdLine(address.get("address_line3"));
    Value state = address.get("state");
    return new Address(
        address.get("first_name").requiredText(Limits.TEXT),
        lastName(address.get("last_name")),
        address.get("address_line1").requiredText(Limits.TEXT),
        address.get("address_line2").text(Limits.TEXT),
        text(address.get("city"), usual.needsCity()),
        WITH_STATES.contains(country) ? state.requiredText(Limits.TEXT) : state.text(Limits.TEXT),
        text(address.get("zip_code"), usual.needsPostalCode()),
        country,
        phoneNumber,
        address.get("instructions").lines(Limits.TEXT));
  }

  private static String text(Value value, boolean required) {
    String text = required ? value.requiredText(Limits.TEXT) : value.text(Limits.TEXT);
    return text == null ? "" : text;
  }

  /// The API has two address lines; the content of a third would be lost, and the parcel with it.
  private static void thirdLine(Value value) {
    if (value.text(Limits.TEXT) != null) {
      value.problem("is not known; put its content into \"address_line2\"");
    }
  }

  /// Companies and people with a single name have no last name: the field is required and may be
  /// empty.
  private static String lastName(Value value) {
    if (!value.isPresent()) {
      value.problem("is required, and may be empty");
    }
    String name = value.text(Limits.TEXT);
    return name == null ? "" : name;
  }

  private static String country(Value value) {
    String code = value.requiredText(Limits.TEXT).strip().toUpperCase(Locale.ROOT);
    if (!code.isEmpty() && !COUNTRIES.contains(code)) {
      value.problemWithValue(
          V1Code.INVALID_REQUEST,
          "must be a two-letter ISO 3166 code such as \"US\""
              + (code.equals("UK") ? " (the United Kingdom's is \"GB\")" : ""));
    }
    return code;
  }
}
