package dev.brass.server.webhook;

import dev.brass.server.credential.Sealer;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
      implements Addressing {}

  /// To nobody, and there is no use in trying again.
  record Nowhere(@Nullable String target, String why) implements Addressing {}

  /// Addresses a message. A v1 message is not signed; its receiver is known by the URL. A v2
  /// message is signed with the secret of the tenant's endpoint.
  static Addressing of(Sealer sealer, TenantId tenant, UUID id, MessageRepository.Loaded message) {
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
      String secret = open(sealer, tenant, SECRET_PURPOSE, message.sealedSecret);
      headers.put("X-Webhook-Signature", Signature.of(secret, message.body));
      secrets.add(secret);
    }
    return new To(target, Secret.of(headers), Secret.of(secrets));
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
