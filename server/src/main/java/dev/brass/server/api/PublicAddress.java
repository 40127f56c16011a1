package dev.brass.server.api;

import dev.brass.server.text.Characters;
import dev.brass.server.text.LinearPattern;
import org.jspecify.annotations.Nullable;

/// Where clients and people reach this server, for the links in answers: what the operator says, or
/// else what the client itself called.
///
/// @param configured such as `https://shop.example.com`; null when the operator does not say
/// @param behindProxy whether `X-Forwarded-Proto` tells how the client came
public record PublicAddress(@Nullable String configured, boolean behindProxy) {

  private static final LinearPattern HOST = LinearPattern.of("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?");
  private static final LinearPattern HOST_V6 =
      LinearPattern.of("\\[[0-9A-Fa-f:]{2,45}](:\\d{1,5})?");

  /// Without a slash at the end.
  public String of(ApiRequest request) {
    if (configured != null) {
      return Characters.withoutEnd(configured, '/');
    }
    String host = request.header("host");
    boolean fits = host != null && (HOST.matches(host) || HOST_V6.matches(host));
    boolean secure = behindProxy && "https".equals(request.header("x-forwarded-proto"));
    return (secure ? "https://" : "http://") + (fits ? host : "localhost");
  }
}
