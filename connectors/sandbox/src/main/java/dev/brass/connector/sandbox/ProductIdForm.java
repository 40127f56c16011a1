package dev.brass.connector.sandbox;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The form of a retailer's product ids. What has not that form is no id when it is read off the
/// address of a page: a word of the shop's own, such as `product`, must never be bought.
///
/// Beside it, each retailer of the marketplace has the ids that the sandbox makes or documents:
/// `ERR-…`, those of [ProductTrait], hits of a search (`USB-HUB.s1`), and `.v1` behind any id. An
// id
/// that an order names as such need not have any form.
enum ProductIdForm {
  /// Ten characters. The ids of books are ISBNs; the others begin with B0 and are also found in
  /// lower case.
  ASIN("[A-Z0-9]{10}+|[Bb]0[A-Za-z0-9]{8}+|[0-9]{9}+x", true),
  ALIEXPRESS("[0-9]{8,20}+", false),
  BESTBUY("[0-9]{7,8}+|J[A-Z0-9]{7,11}+", false),
  COSTCO("[0-9]{5,13}+", false),
  GOOGLE("[0-9]{5,25}+", false),
  HOMEDEPOT("[0-9]{9}+", false),
  LOWES("[0-9]{5,13}+", false),
  NEWEGG("N82E[0-9]{8,13}+|9SI[A-Z0-9]{6,14}+|[A-Z0-9]{3}-[A-Z0-9]{4}-[A-Z0-9]{5}+", true),
  NORDSTROM("[0-9]{6,9}+", false),
  OVERSTOCK("[0-9]{5,10}+", false),
  SHOPBOP("[0-9]{8,12}+", false),
  TARGET("[0-9]{7,10}+", false),
  WALMART("[0-9]{5,15}+", false),
  WALMART_CA("[0-9]{6,15}+|(?=[A-Z]{0,15}+[0-9])[A-Z0-9]{12,16}+", false),
  WAYFAIR("[A-Za-z]{1,5}+[0-9]{3,12}+", true),
  /// The test products of the current API, and whatever else the shop has.
  SLUG("[a-z0-9]++(?:-[a-z0-9]++){0,20}+", false);

  private static final int LONGEST_OWN = 200;
  private static final Pattern VARIANT = Pattern.compile("\\.v[1-9][0-9]{0,2}+");
  private static final Pattern DOCUMENTED = Pattern.compile("[A-Za-z0-9_-]{1,100}+");

  private final Pattern pattern;
  private final boolean upperCase;

  ProductIdForm(String pattern, boolean upperCase) {
    this.pattern = Pattern.compile(pattern);
    this.upperCase = upperCase;
  }

  /// The id that a part of an address is; empty when it has not the form.
  Optional<String> read(String text) {
    String id = withoutVariant(text);
    return pattern.matcher(id).matches()
        ? Optional.of((upperCase ? id.toUpperCase(Locale.ROOT) : id) + text.substring(id.length()))
        : Optional.empty();
  }

  /// Whether an id is one of the sandbox's own.
  static boolean isOwn(String text) {
    if (text.length() > LONGEST_OWN) {
      return false;
    }
    String id = withoutVariant(text);
    String prefix = MagicValue.CODE_PREFIX;
    boolean documented =
        id.regionMatches(true, 0, prefix, 0, prefix.length()) || ProductTrait.of(id).isPresent();
    return Catalogue.isHit(id) || (documented && DOCUMENTED.matcher(id).matches());
  }

  private static String withoutVariant(String text) {
    int dot = text.lastIndexOf('.');
    if (dot < 0) {
      return text;
    }
    Matcher variant = VARIANT.matcher(text).region(dot, text.length());
    return variant.matches() ? text.substring(0, dot) : text;
  }
}
