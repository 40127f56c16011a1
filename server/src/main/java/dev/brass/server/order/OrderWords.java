package dev.brass.server.order;

import dev.brass.spi.Address;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The search words of an order: names, postal codes and telephone numbers of its addresses, and
/// every e-mail address of its request. Pure.
final class OrderWords {

  private static final int LONGEST_EMAIL = 254;
  private static final int MOST_EMAILS = 5;

  private OrderWords() {}

  /// The texts, for [dev.brass.server.personal.SearchWords].
  ///
  /// @param echo JSON
  static Set<String> of(OrderSpec spec, String echo) {
    Set<String> texts = new LinkedHashSet<>();
    add(texts, spec.delivery().to());
    add(texts, spec.payment().billTo());
    addEmails(texts, echo);
    return texts;
  }

  private static void add(Set<String> texts, @Nullable Address address) {
    if (address != null) {
      texts.add(address.fullName());
      texts.add(address.postalCode());
      if (address.phone() != null) {
        texts.add(address.phone());
      }
    }
  }

  /// Every JSON string with an at sign and without white space or escapes.
  private static void addEmails(Set<String> texts, String json) {
    int found = 0;
    for (int at = json.indexOf('@'); at >= 0 && found < MOST_EMAILS; at = json.indexOf('@', at)) {
      int begin = at;
      while (begin > 0 && at - begin < LONGEST_EMAIL && isOfEmail(json.charAt(begin - 1))) {
        begin--;
      }
      int end = at + 1;
      while (end < json.length() && end - begin < LONGEST_EMAIL && isOfEmail(json.charAt(end))) {
        end++;
      }
      if (begin < at && end > at + 1 && isQuoted(json, begin, end)) {
        texts.add(json.substring(begin, end));
        found++;
      }
      at = end;
    }
  }

  private static boolean isQuoted(String json, int begin, int end) {
    return begin > 0
        && end < json.length()
        && json.charAt(begin - 1) == '"'
        && json.charAt(end) == '"';
  }

  private static boolean isOfEmail(char c) {
    return c > ' ' && c != '"' && c != '\\' && c != '@';
  }
}
