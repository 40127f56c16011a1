package dev.brass.server.order;

import dev.brass.server.hash.Sha256;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Address;
import dev.brass.spi.Credential;
import dev.brass.spi.Variant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A hash that is equal for orders of the same purchase: same store, log-in, goods and destination.
/// It ignores the sequence of products and variants, case and white space of the address, the case
/// of the log-in, and everything about how to buy (price caps, shipping, payment method, telephone
/// number). Pure.
///
/// Fingerprints are compared across releases for as long as `orders.duplicate-window`: if their
/// computation changes, duplicates can pass for that long after an update, and nothing worse
/// happens.
final class Fingerprint {

  private static final LinearPattern BLANKS = LinearPattern.of("[\\s\\p{Z}]+");

  private final StringBuilder text = new StringBuilder();

  private Fingerprint() {}

  /// 32 bytes.
  static byte[] of(OrderSpec spec, @Nullable Credential credential) {
    Fingerprint print = new Fingerprint();
    print.add(spec.store());
    AccountChoice account = spec.account();
    String named = account == null || account.id() == null ? "" : account.id().toString();
    print.add(credential == null ? named : plain(credential.email()));
    for (Map.Entry<String, Long> goods : goods(spec.lines()).entrySet()) {
      print.add(goods.getKey());
      print.add(goods.getValue().toString());
    }
    print.add("");
    Address to = spec.delivery().to();
    print.add(plain(to.fullName()));
    print.add(plain(to.line1()));
    print.add(plain(to.line2()));
    print.add(plain(to.city()));
    print.add(plain(to.state()));
    print.add(plain(to.postalCode()));
    print.add(plain(to.country()));
    return print.hash();
  }

  /// How many of each product in each combination of variants, in a fixed order.
  private static Map<String, Long> goods(List<OrderLine> lines) {
    Map<String, Long> goods = new TreeMap<>();
    for (OrderLine line : lines) {
      Fingerprint product = new Fingerprint();
      product.add(line.productId());
      line.variants().stream()
          .sorted(Comparator.comparing(Variant::dimension).thenComparing(Variant::value))
          .forEach(
              variant -> {
                product.add(variant.dimension());
                product.add(variant.value());
              });
      goods.merge(product.text.toString(), (long) line.quantity(), Long::sum);
    }
    return goods;
  }

  /// Preceded by its length, so that no two lists of texts have the same encoding.
  private void add(String part) {
    text.append(part.length()).append(':').append(part);
  }

  private static String plain(@Nullable String part) {
    return part == null ? "" : BLANKS.replaceAll(part, "").toLowerCase(Locale.ROOT);
  }

  private byte[] hash() {
    return Sha256.of(text.toString());
  }
}
