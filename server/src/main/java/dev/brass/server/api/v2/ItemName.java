package dev.brass.server.api.v2;

import dev.brass.server.egress.WebAddress;
import dev.brass.server.mail.OneLine;
import dev.brass.server.order.OrderLine;
import dev.brass.server.text.LinearPattern;
import java.net.URI;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The name of a product for end customers. Orders name page addresses and ids; in most shops the
/// address contains the product's title.
final class ItemName {

  private static final int LONGEST = 90;
  private static final LinearPattern TITLE =
      LinearPattern.of("[\\p{L}\\p{N}']+([-_+][\\p{L}\\p{N}']+)+");
  private static final LinearPattern WORD = LinearPattern.of("\\p{L}{2,}");
  private static final LinearPattern FILE = LinearPattern.of("\\.html?$");
  private static final LinearPattern BREAK = LinearPattern.of("[-_+]");

  private ItemName() {}

  /// A title such as `Desk lamp brass`, else `Item B07JGBW826`.
  static String of(OrderLine line) {
    URI page = page(line.url());
    String path = page == null || page.getPath() == null ? "" : page.getPath();
    return Arrays.stream(path.split("/", -1))
        .map(segment -> FILE.replaceFirst(segment, ""))
        .filter(segment -> TITLE.matches(segment))
        .filter(segment -> WORD.all(segment).size() >= 2)
        .max(Comparator.comparingInt(String::length))
        .map(ItemName::title)
        .orElseGet(() -> OneLine.of("Item " + line.productId(), LONGEST));
  }

  private static String title(String segment) {
    String words = String.join(" ", BREAK.split(segment));
    return OneLine.of(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1), LONGEST);
  }

  /// The page of a product; null when its line has none that a browser could open.
  static @Nullable URI page(@Nullable String url) {
    WebAddress page = WebAddress.orNull(url);
    return page == null ? null : page.uri();
  }
}
