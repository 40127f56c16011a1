package dev.brass.server.api.v1;

import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parses a US postal address in one text: name, street, optional apartment, city, state and ZIP
/// code, separated by commas or line breaks (classic Zinc docs, Free-form addresses). Ambiguous
/// text is refused, because a wrong guess would misdirect the parcel.
///
/// @param state as the postal abbreviation
record UsAddress(
    String firstName,
    String lastName,
    String line1,
    @Nullable String line2,
    String city,
    String state,
    String zipCode) {

  static final String FORM =
      "name, street, apartment (if any), city, state and ZIP code, separated by commas or line"
          + " breaks, as in \"Tim Beaver, 77 Massachusetts Avenue, Cambridge, MA 02139\"";

  private static final int MOST_PARTS = 10;
  private static final int LONGEST_NAME = 100;

  private static final LinearPattern BLANKS = LinearPattern.of("[\\s\\x{a0}]+");
  private static final LinearPattern SEPARATOR = LinearPattern.of("[,\\n\\r]");
  private static final LinearPattern COUNTRY =
      LinearPattern.ofAnyCase(
          "(?:^|\\d(\\s+))(?:USA|US|U\\.S\\.A\\.?|U\\.S\\.|(?:the )?United States(?: of America)?)"
              + "\\.?$");
  private static final LinearPattern ZIP = LinearPattern.of("(?:^|\\s)(\\d{5}(?:-\\d{4})?)$");
  private static final LinearPattern CITY = LinearPattern.of("\\p{L}[\\p{L}\\p{M}.'’ -]{0,59}");

  /// A house number and words, a box, or a number in words.
  private static final LinearPattern STREET =
      LinearPattern.ofAnyCase(
          "(?:[NSEW]?\\d[\\dA-Z]{0,9}(?:[-/]\\d{1,6})?\\s+.*\\p{L}.*"
              + "|P\\.?\\s?O\\.?\\s?Box\\s+\\S.*"
              + "|(?:RR|HC|PSC|CMR|Unit)\\s+\\d+\\s+Box\\s+\\S.*"
              + "|(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)\\s+.*\\p{L}.*)");

  /// The unit of an apartment: something with a digit in it, or a letter or two.
  private static final String UNIT = "(?:[A-Z]{0,4}-?\\d[\\dA-Z-]{0,8}|[A-Z]{1,2})";

  private static final LinearPattern APARTMENT =
      LinearPattern.ofAnyCase(
          "(?:(?:Apt|Apartment|Unit|Suite|Ste|Floor|Fl|Room|Rm|Building|Bldg|Lot|Space|Trailer)"
              + "\\b\\.?\\s*#?\\s*"
              + UNIT
              + "|#\\s*"
              + UNIT
              + "|\\d{1,3}(?:st|nd|rd|th)\\s+(?:Floor|Fl\\.?)"
              + "|(?:Penthouse|PH|Basement|Rear|Front)(?:\\s+"
              + UNIT
              + ")?)");

  UsAddress {
    if (line1.isBlank() || city.isBlank() || state.length() != 2 || zipCode.length() < 5) {
      throw new IllegalArgumentException("not a whole address");
    }
  }

  /// The result of parsing a text.
  sealed interface Reading {

    record Read(UsAddress address) implements Reading {}

    /// Not an address.
    ///
    /// @param problem the missing or unclear part, as the end of a sentence about it
    record Unreadable(String problem) implements Reading {}
  }

  static Reading read(String text) {
    List<String> parts = parts(text);
    if (parts.size() > MOST_PARTS) {
      return new Reading.Unreadable("has more than " + MOST_PARTS + " parts");
    }
    takeCountry(parts);
    String zip = takeZip(parts);
    String state = zip == null ? null : takeState(parts);
    String city = state == null ? null : takeCity(parts);
    if (zip == null || state == null || city == null) {
      return new Reading.Unreadable(
          zip == null
              ? "has no ZIP code of the US at its end (send an object for other countries)"
              : state == null
                  ? "has no state of the US before its ZIP code"
                  : "has no city before its state, separated from the street by a comma");
    }
    return person(parts, city, state, zip);
  }

  /// The remaining parts: name, street and apartment.
  private static Reading person(List<String> parts, String city, String state, String zip) {
    if (parts.isEmpty()) {
      return new Reading.Unreadable("has no name and no street");
    }
    if (isStreet(parts.getFirst()) || isApartment(parts.getFirst())) {
      return new Reading.Unreadable("has no name before its street");
    }
    String name = parts.removeFirst();
    if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isDigit)) {
      return new Reading.Unreadable("begins with something that is not a name");
    }
    List<String> streets = parts.stream().filter(UsAddress::isStreet).toList();
    List<String> apartments = parts.stream().filter(UsAddress::isApartment).toList();
    if (streets.isEmpty()) {
      return new Reading.Unreadable("has no street with a house number after its name");
    }
    if (streets.size() > 1) {
      return new Reading.Unreadable("has more than one street");
    }
    if (streets.size() + apartments.size() < parts.size()) {
      return new Reading.Unreadable(
          "has a part that is neither a street with its house number nor an apartment");
    }
    int lastBlank = name.lastIndexOf(' ');
    return new Reading.Read(
        new UsAddress(
            lastBlank < 0 ? name : name.substring(0, lastBlank),
            lastBlank < 0 ? "" : name.substring(lastBlank + 1),
            streets.getFirst(),
            apartments.isEmpty() ? null : String.join(", ", apartments),
            city,
            state,
            zip));
  }

  private static List<String> parts(String text) {
    return SEPARATOR.split(text).stream()
        .map(part -> BLANKS.replaceAll(part, " ").strip())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static void takeCountry(List<String> parts) {
    if (!parts.isEmpty()) {
      COUNTRY
          .first(parts.getLast())
          .ifPresent(found -> shorten(parts, found.start() + (found.group(1) == null ? 0 : 1)));
    }
  }

  private static @Nullable String takeZip(List<String> parts) {
    if (parts.isEmpty()) {
      return null;
    }
    Found zip = ZIP.first(parts.getLast()).orElse(null);
    if (zip == null) {
      return null;
    }
    shorten(parts, zip.start());
    return zip.groupOrEmpty(1);
  }

  private static @Nullable String takeState(List<String> parts) {
    if (parts.isEmpty()) {
      return null;
    }
    String part = parts.getLast();
    for (int start = 0; start >= 0; start = part.indexOf(' ', start + 1)) {
      String words = part.substring(start).strip();
      String state = UsStates.abbreviation(words.toUpperCase(Locale.ROOT));
      if (state != null) {
        shorten(parts, start);
        return state;
      }
    }
    return null;
  }

  private static @Nullable String takeCity(List<String> parts) {
    if (parts.isEmpty()) {
      return null;
    }
    String city = parts.getLast();
    if (!CITY.matches(city) || isStreet(city) || isApartment(city)) {
      return null;
    }
    parts.removeLast();
    return city;
  }

  private static boolean isStreet(String part) {
    return STREET.matches(part) && !isApartment(part);
  }

  private static boolean isApartment(String part) {
    return APARTMENT.matches(part);
  }

  /// Removes the end of the last part, and the part itself when nothing is left of it.
  private static void shorten(List<String> parts, int end) {
    String left = parts.removeLast().substring(0, end).strip();
    if (!left.isEmpty()) {
      parts.addLast(left);
    }
  }
}
