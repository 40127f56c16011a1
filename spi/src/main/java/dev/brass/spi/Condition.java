package dev.brass.spi;

import java.util.Locale;
import java.util.Optional;

/// The condition of an offered item (classic Zinc docs, Product offer object; Zinc API docs, Create
/// Order).
public enum Condition {
  NEW("New", "New"),
  REFURBISHED("Refurbished", "Refurbished"),
  USED_LIKE_NEW("Used - Like New", "UsedLikeNew"),
  USED_VERY_GOOD("Used - Very Good", "UsedVeryGood"),
  USED_GOOD("Used - Good", "UsedGood"),
  USED_ACCEPTABLE("Used - Acceptable", "UsedAcceptable"),
  UNACCEPTABLE("Unacceptable", "Unacceptable");

  private final String label;
  private final String compactLabel;

  Condition(String label, String compactLabel) {
    this.label = label;
    this.compactLabel = compactLabel;
  }

  /// The spelling of offers and of v1: `Used - Like New`.
  public String label() {
    return label;
  }

  /// The spelling of v2 orders: `UsedLikeNew`.
  public String compactLabel() {
    return compactLabel;
  }

  /// The condition with that label in either spelling, whatever its case and blanks.
  public static Optional<Condition> parse(String text) {
    String wanted = squeeze(text);
    for (Condition condition : values()) {
      if (squeeze(condition.label).equals(wanted)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  private static String squeeze(String text) {
    return text.replaceAll("[\\s_-]", "").toLowerCase(Locale.ROOT);
  }
}
