package dev.brass.server.stripe;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Secret;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An event that Stripe reports. It may come late, twice and in any order, so that it is only a
/// reason to look.
///
/// @param type such as `checkout.session.completed`
/// @param account the connected account where it happened; null for our own
/// @param object the id of its subject
/// @param metadata of that object
public record StripeEvent(
    String type, @Nullable String account, String object, Map<String, String> metadata) {

  private static final long TOLERANCE_SECONDS = 300;
  private static final int LONGEST_HEADER = 4_096;

  /// The form that the library expects of the header.
  private static final LinearPattern HEADER =
      LinearPattern.of("t=\\d{1,12}(,[a-z0-9]+=[0-9A-Za-z]+)+");

  private static final JsonMapper JSON = JsonMapper.shared();

  public StripeEvent {
    metadata = Map.copyOf(metadata);
  }

  /// The event in a webhook's body.
  ///
  /// @param signature the header `Stripe-Signature`
  /// @param secret of the webhook, `whsec_…`
  /// @param clock the system clock
  /// @return empty when it is not Stripe's, or was sent more than five minutes ago
  public static Optional<StripeEvent> read(
      String body, String signature, Secret<String> secret, InstantSource clock) {
    if (signature.length() > LONGEST_HEADER || !HEADER.matches(signature)) {
      return Optional.empty();
    }
    try {
      Webhook.Signature.verifyHeader(
          body, signature, secret.reveal(), TOLERANCE_SECONDS, clock.withZone(ZoneOffset.UTC));
      JsonNode event = JSON.readTree(body);
      String type = event.path("type").asString("");
      return type.isEmpty() ? Optional.empty() : Optional.of(of(type, event));
    } catch (SignatureVerificationException | JacksonException e) {
      return Optional.empty();
    }
  }

  private static StripeEvent of(String type, JsonNode event) {
    JsonNode object = event.path("data").path("object");
    Map<String, String> metadata = new TreeMap<>();
    object.path("metadata").forEachEntry((name, value) -> metadata.put(name, value.asString("")));
    String account = event.path("account").asString("");
    return new StripeEvent(
        type, account.isEmpty() ? null : account, object.path("id").asString(""), metadata);
  }
}
