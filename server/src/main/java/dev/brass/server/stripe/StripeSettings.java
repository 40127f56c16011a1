package dev.brass.server.stripe;

import dev.brass.spi.Secret;
import java.net.URI;

/// The account at Stripe.
///
/// @param key the secret key, `sk_…`, or a restricted one, `rk_…`
/// @param base where Stripe's API is
public record StripeSettings(Secret<String> key, URI base) {

  /// Whether it is a key of Stripe's test mode, or of an unknown mode.
  public boolean isPlayMoney() {
    String text = key.reveal();
    return !text.startsWith("sk_live_") && !text.startsWith("rk_live_");
  }

  public static final URI STRIPE = URI.create("https://api.stripe.com");
}
