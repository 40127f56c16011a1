package dev.brass.server;

import dev.brass.server.card.CardProcessors;
import dev.brass.server.card.ProcessingFee;
import dev.brass.server.card.StripeProfiles;
import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import dev.brass.server.config.StripeConfig;
import dev.brass.server.db.Database;
import dev.brass.server.stripe.Stripe;
import dev.brass.server.stripe.StripeSettings;
import dev.brass.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How cards are charged, from the server's settings.
final class StripeSetup {

  private StripeSetup() {}

  /// The operator's account at Stripe; null when there is none.
  ///
  /// @throws ConfigurationException when the address is none
  static @Nullable Stripe stripe(Settings settings) {
    StripeConfig stripe = settings.stripe();
    Secret<String> key = stripe.secretKey();
    return key == null ? null : new Stripe(new StripeSettings(key, base(stripe.base())));
  }

  private static URI base(String text) {
    try {
      URI uri = new URI(text.strip());
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw new ConfigurationException(List.of("stripe.base is an http or https address"));
  }

  /// Who charges the cards of orders.
  static CardProcessors processors(@Nullable Stripe stripe, Database database) {
    return CardProcessors.of(stripe, new StripeProfiles(database));
  }

  static ProcessingFee fee(Settings settings) {
    return new ProcessingFee(settings.stripe().feeBasisPoints(), settings.stripe().feeFixed());
  }
}
