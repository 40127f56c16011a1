package dev.brass.server.webhook;

import dev.brass.server.credential.Sealer;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a message goes and what is said with it, worked out anew for each try: the URL and secret
/// of an endpoint may have changed since.
sealed interface Addressing {

  String URL_PURPOSE = "webhook-url";
  String SECRET_PURPOSE = "webhook-secret";

  /// To a URL.
  ///
  /// @param headers without the content type
  /// @param secrets what must be masked in the reply
  record To(TargetUrl target, Secret<Map<String, String>> headers, Secret<List<String>> secrets)
      implements Addressing {

    /// The headers as they may be shown: what is secret in them masked.
    String shownHeaders() {
      StringBuilder shown = new StringBuilder("Content-Type: " + Sender.JSON.getMimeType() + "\n");
      headers
          .reveal()
          .forEach(
              (name, value) ->
                  shown
                      .append(name)
                      .append(": ")
                      .append(name.equals("Authorization") ? "***" : masked(value))
                      .append('\n'));
      return shown.toString();
    }

    private String masked(String value) {
      return Masking.mask(value, secrets.reveal());
    }
  }

  /// To nobody, and there is no use in trying again.
  record Nowhere(@Nullable String target, String why) implements Addressing {}

  /// Addresses a message. A v1 message is not signed; its receiver is known by the URL. A v2
  /// message is signed with the secret of the tenant's endpoint, in both schemes; and by Standard
  /// Webhooks with the secret before it, too, as long as that one is valid.
  static Addressing of(
      Sealer sealer, TenantId tenant, UUID id, MessageRepository.Loaded message, Instant now) {
    String url = url(sealer, tenant, message);
    if (url == null) {
      return new Nowhere(null, "the endpoint's URL was removed");
    }
    String problem = TargetUrl.problem(url);
    if (problem != null) {
      return new Nowhere(message.target, problem);
    }
    TargetUrl target = TargetUrl.parse(url);
    Map<String, String> headers = new LinkedHashMap<>();
    List<String> secrets = new ArrayList<>(target.secrets());
    headers.put("X-Webhook-Id", id.toString());
    headers.put("X-Webhook-Event", message.event);
    if (target.authorization() != null) {
      headers.put("Authorization", target.authorization());
    }
    if (message.target == null && message.sealedSecret != null) {
      List<String> signing = secrets(sealer, tenant, message.sealedSecret, message, now);
      headers.put("X-Webhook-Signature", Signature.of(signing.getFirst(), message.body));
      headers.put("webhook-id", id.toString());
      headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
      headers.put(
          "webhook-signature",
          signing.stream()
              .map(secret -> Signature.standard(secret, id.toString(), now, message.body))
              .collect(Collectors.joining(" ")));
      secrets.addAll(signing);
    }
    return new To(target, Secret.of(headers), Secret.of(secrets));
  }

  /// The secrets that are valid, the newest first.
  private static List<String> secrets(
      Sealer sealer,
      TenantId tenant,
      byte[] sealed,
      MessageRepository.Loaded message,
      Instant now) {
    String secret = open(sealer, tenant, SECRET_PURPOSE, sealed);
    Instant until = message.oldSecretUntil;
    return message.sealedOldSecret == null || until == null || !until.isAfter(now)
        ? List.of(secret)
        : List.of(secret, open(sealer, tenant, SECRET_PURPOSE, message.sealedOldSecret));
  }

  private static @Nullable String url(
      Sealer sealer, TenantId tenant, MessageRepository.Loaded message) {
    if (message.target == null) {
      return message.sealedUrl == null
          ? null
          : open(sealer, tenant, URL_PURPOSE, message.sealedUrl);
    }
    return message.sealedTarget == null
        ? message.target
        : open(sealer, tenant, URL_PURPOSE, message.sealedTarget);
  }

  private static String open(Sealer sealer, TenantId tenant, String purpose, byte[] sealed) {
    return new String(sealer.open(tenant, purpose, sealed), StandardCharsets.UTF_8);
  }
}
