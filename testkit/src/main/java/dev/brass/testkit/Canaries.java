package dev.brass.testkit;

import dev.brass.spi.Credential;
import dev.brass.spi.Payment;
import dev.brass.spi.Secret;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The secret texts that a test hands to a connector, and the search for them in what came out.
/// Immutable.
///
/// A text of fewer than [#SHORT] characters, such as a card's security code, counts only where it
/// stands alone: `417` in `1417 cents` is no leak.
final class Canaries {
  private static final int SHORT = 6;

  private final List<String> secrets;

  private Canaries(Set<String> secrets) {
    List<String> longestFirst = new ArrayList<>(secrets);
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    this.secrets = List.copyOf(longestFirst);
  }

  static Canaries of(Iterable<String> secrets) {
    Set<String> kept = new LinkedHashSet<>();
    for (String secret : secrets) {
      if (!secret.isBlank()) {
        kept.add(secret);
      }
    }
    return new Canaries(kept);
  }

  static List<String> in(@Nullable Credential credential) {
    List<String> secrets = new ArrayList<>();
    if (credential != null) {
      add(secrets, credential.password());
      add(secrets, credential.totpSeed());
      add(secrets, credential.verificationCode());
    }
    return secrets;
  }

  static List<String> in(Payment payment) {
    return switch (payment) {
      case Payment.Card card -> List.of(card.number().reveal(), card.securityCode().reveal());
      case Payment.GiftBalance _, Payment.StoreDefault _ -> List.of();
    };
  }

  private static void add(List<String> secrets, @Nullable Secret<String> secret) {
    if (secret != null) {
      secrets.add(secret.reveal());
    }
  }

  boolean isEmpty() {
    return secrets.isEmpty();
  }

  /// The first secret that the text gives away.
  Optional<String> leakedBy(String text) {
    return secrets.stream().filter(secret -> pattern(secret).matcher(text).find()).findFirst();
  }

  String redact(String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = pattern(secret).matcher(redacted).replaceAll(Matcher.quoteReplacement("***"));
    }
    return redacted;
  }

  private static Pattern pattern(String secret) {
    String quoted = Pattern.quote(secret);
    return Pattern.compile(
        secret.length() < SHORT ? "(?<![A-Za-z0-9])" + quoted + "(?![A-Za-z0-9])" : quoted);
  }
}
