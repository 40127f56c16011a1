package dev.brass.server.webhook;

import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Secret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The address, the headers and the signature of a message, computed anew for each try: the URL and
/// secret of an endpoint may have changed since.
sealed interface Addressing {

  String AUTHORIZATION = "Authorization";

  /// To a URL.
  ///
  /// @param headers without the content type
  /// @param secrets the texts to mask in the reply
  record To(TargetUrl target, Secret<Map<String, String>> headers, Secret<List<String>> secrets)
      implements Addressing {

    /// The headers for display: the secret one is masked.
    String shownHeaders() {
      StringBuilder shown = new StringBuilder("Content-Type: " + Sender.JSON.getMimeType() + "\n");
      headers
          .reveal()
          .forEach(
              (name, value) ->
                  shown
                      .append(name)
                      .append(": ")
                      .append(name.equals(AUTHORIZATION) ? "***" : value)
                      .append('\n'));
      return shown.toString();
    }
  }

  /// There is no receiver, and trying again does not help.
  record Nowhere(@Nullable String target, String why) implements Addressing {}

  /// Addresses a message. A v1 message is not signed; its receiver is known by the URL. A v2
  /// message is signed with the secret of the tenant's endpoint, in both schemes; and by Standard
  /// Webhooks with the previous secret, too, as long as that one is valid.
  static Addressing of(
      Sealer sealer, TenantId tenant, UUID id, MessageRepository.Loaded message, Instant now) {
    if (message.target != null) {
      return toTarget(url(sealer, tenant, id, message, message.target), id, message);
    }
    return message.endpoint == null
        ? new Nowhere(null, "the endpoint's URL was removed")
        : toEndpoint(message.endpoint.open(sealer, tenant, message.mode), id, message, now);
  }

  private static Addressing toTarget(String url, UUID id, MessageRepository.Loaded message) {
    String problem = TargetUrl.problem(url);
    if (problem != null) {
      return new Nowhere(message.target, problem);
    }
    TargetUrl target = TargetUrl.parse(url);
    return new To(target, Secret.of(headers(target, id, message)), Secret.of(target.secrets()));
  }

  private static Addressing toEndpoint(
      SealedEndpoint.Opened endpoint, UUID id, MessageRepository.Loaded message, Instant now) {
    TargetUrl target = endpoint.target;
    if (target == null) {
      return new Nowhere(null, String.valueOf(TargetUrl.problem(endpoint.url)));
    }
    Map<String, String> headers = headers(target, id, message);
    List<Signature> signatures = endpoint.signatures(now);
    headers.put("X-Webhook-Signature", signatures.getFirst().of(message.body));
    headers.put("webhook-id", id.toString());
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    StringJoiner standard = new StringJoiner(" ");
    for (Signature signature : signatures) {
      standard.add(signature.standard(id.toString(), now, message.body));
    }
    headers.put("webhook-signature", standard.toString());
    return new To(target, Secret.of(headers), Secret.of(endpoint.secrets));
  }

  private static Map<String, String> headers(
      TargetUrl target, UUID id, MessageRepository.Loaded message) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Webhook-Id", id.toString());
    headers.put("X-Webhook-Event", message.event);
    if (target.authorization() != null) {
      headers.put(AUTHORIZATION, target.authorization());
    }
    return headers;
  }

  private static String url(
      Sealer sealer, TenantId tenant, UUID id, MessageRepository.Loaded message, String shown) {
    return message.sealedTarget == null
        ? shown
        : SealedEndpoint.open(
            sealer, tenant, SealedEndpoint.URL_PURPOSE, id.toString(), message.sealedTarget);
  }
}
