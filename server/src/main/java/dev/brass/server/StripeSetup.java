package dev.brass.server;

import dev.brass.server.agentpay.Rail;
import dev.brass.server.agentpay.StripeRail;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.card.ProcessingFee;
import dev.brass.server.card.StripeProfiles;
import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import dev.brass.server.config.StripeConfig;
import dev.brass.server.db.Database;
import dev.brass.server.stripe.Stripe;
import dev.brass.server.stripe.StripeSettings;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The use of Stripe by this server, built from its settings.
final class StripeSetup {

  private static final LinearPattern TYPE = LinearPattern.of("[a-z][a-z0-9_]*");

  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

  private StripeSetup() {}

  /// The calls to Stripe; empty when there is no key.
  ///
  /// @throws ConfigurationException when the settings are incomplete
  static Optional<Stripe> calls(Settings settings) {
    StripeConfig stripe = settings.stripe();
    List<String> problems = new ArrayList<>();
    URI base = base(stripe.base());
    if (base == null) {
      problems.add("stripe.base is an https address, or an http one of this machine");
    }
    if (!hasForm(stripe.secretKey(), "(sk|rk)_\\S+")) {
      problems.add("stripe.secret-key begins with sk_ or rk_");
    }
    if (!hasForm(stripe.webhookSecret(), "whsec_\\S+")) {
      problems.add("stripe.webhook-secret begins with whsec_");
    }
    if (stripe.secretKey() == null && stripe.networkId() != null) {
      problems.add("stripe.network-id needs stripe.secret-key");
    }
    if (stripe.secretKey() != null && !Stripe.takes(settings.wallet().currency())) {
      problems.add(
          "stripe.secret-key does not go with wallet.currency: "
              + settings.wallet().currency()
              + ", which Stripe counts in another unit");
    }
    if (!stripe.paymentMethodTypes().stream().allMatch(type -> TYPE.matches(type))) {
      problems.add("stripe.payment-method-types are words such as card");
    }
    if (base == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return Optional.ofNullable(stripe.secretKey())
        .map(key -> new Stripe(new StripeSettings(key, base)));
  }

  private static boolean hasForm(@Nullable Secret<String> secret, String form) {
    return secret == null || LinearPattern.of(form).matches(secret.reveal());
  }

  /// The method by which agents pay with Stripe; empty when it is not configured.
  ///
  /// @param clock the system clock
  /// @throws ConfigurationException when the settings are incomplete
  static Optional<Rail> rail(Settings settings, InstantSource clock) {
    String network = settings.stripe().networkId();
    return calls(settings)
        .filter(_ -> network != null)
        .map(
            stripe ->
                new StripeRail(
                    stripe,
                    String.valueOf(network),
                    settings.stripe().paymentMethodTypes(),
                    clock));
  }

  /// The processors that charge the cards of orders.
  ///
  /// @throws ConfigurationException when the settings are incomplete
  static CardProcessors processors(Settings settings, Database database) {
    return CardProcessors.of(calls(settings).orElse(null), new StripeProfiles(database));
  }

  static ProcessingFee fee(Settings settings) {
    return new ProcessingFee(settings.stripe().feeBasisPoints(), settings.stripe().feeFixed());
  }

  /// The key is sent with every call, so that no one on the way may read it.
  private static @Nullable URI base(String text) {
    try {
      URI uri = new URI(text.strip());
      boolean safe =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && HERE.contains(String.valueOf(uri.getHost())));
      return uri.getHost() != null && safe ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
