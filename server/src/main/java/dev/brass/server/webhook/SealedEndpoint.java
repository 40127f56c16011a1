package dev.brass.server.webhook;

import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tenant's endpoint, for the messages that are read together: opened once for all of them, and
/// dropped with them. Thread-safe.
final class SealedEndpoint {

  static final String URL_PURPOSE = "webhook-url";
  static final String SECRET_PURPOSE = "webhook-secret";

  final @Nullable Instant failingSince;
  final @Nullable Instant pausedAt;
  private final byte[] url;
  private final byte[] secret;
  private final byte @Nullable [] oldSecret;
  private final @Nullable Instant oldSecretUntil;
  private @Nullable Opened opened;

  /// The stored form of an endpoint.
  ///
  /// @param url sealed, as both secrets are
  SealedEndpoint(
      byte[] url,
      byte[] secret,
      byte @Nullable [] oldSecret,
      @Nullable Instant oldSecretUntil,
      @Nullable Instant failingSince,
      @Nullable Instant pausedAt) {
    this.url = url;
    this.secret = secret;
    this.oldSecret = oldSecret;
    this.oldSecretUntil = oldSecretUntil;
    this.failingSince = failingSince;
    this.pausedAt = pausedAt;
  }

  /// An endpoint whose secrets are known.
  static final class Opened {
    final String url;

    /// Null when the URL cannot be called.
    final @Nullable TargetUrl target;

    /// The texts to mask in replies.
    final List<String> secrets;

    private final Signature signature;
    private final @Nullable Signature oldSignature;
    private final @Nullable Instant oldUntil;

    private Opened(
        String url, String secret, @Nullable String oldSecret, @Nullable Instant oldUntil) {
      this.url = url;
      this.target = TargetUrl.problem(url) == null ? TargetUrl.parse(url) : null;
      this.signature = new Signature(secret);
      this.oldSignature = oldSecret == null ? null : new Signature(oldSecret);
      this.oldUntil = oldUntil;
      List<String> all = new ArrayList<>(target == null ? List.of() : target.secrets());
      all.add(secret);
      if (oldSecret != null) {
        all.add(oldSecret);
      }
      this.secrets = List.copyOf(all);
    }

    /// The valid secrets, the newest first.
    List<Signature> signatures(Instant now) {
      return oldSignature == null || oldUntil == null || !oldUntil.isAfter(now)
          ? List.of(signature)
          : List.of(signature, oldSignature);
    }
  }

  synchronized Opened open(Sealer sealer, TenantId tenant, Mode mode) {
    Opened known = opened;
    String row = mode.name();
    if (known == null) {
      byte[] old = oldSecret;
      known =
          new Opened(
              open(sealer, tenant, URL_PURPOSE, row, url),
              open(sealer, tenant, SECRET_PURPOSE, row, secret),
              old == null ? null : open(sealer, tenant, SECRET_PURPOSE, row, old),
              oldSecretUntil);
      opened = known;
    }
    return known;
  }

  static String open(Sealer sealer, TenantId tenant, String purpose, String row, byte[] sealed) {
    return new String(sealer.open(tenant, purpose, row, sealed), StandardCharsets.UTF_8);
  }
}
