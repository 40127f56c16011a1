package dev.brass.connector.vendure;

import org.jspecify.annotations.Nullable;

/// The id that Brass gives to what a Vendure shop sells: `laptop` is the product with that slug,
/// `laptop:3` its variant with the id 3. The slug is in every id because the Shop API can look up
/// products only.
///
/// @param variantId null when the id names the product, of which options choose the variant
record VendureProductId(String slug, @Nullable String variantId) {

  static VendureProductId parse(String text) {
    int colon = text.lastIndexOf(':');
    return colon < 1 || colon == text.length() - 1
        ? new VendureProductId(text, null)
        : new VendureProductId(text.substring(0, colon), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return variantId == null ? slug : slug + ":" + variantId;
  }
}
