package dev.brass.server.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where clients and people reach this server, for the links in answers: what the operator says, or
/// else what the client itself called.
///
/// @param configured such as `https://shop.example.com`, without a slash at the end; null when the
///     operator does not say
/// @param behindProxy whether `X-Forwarded-Proto` tells how the client came
public record PublicAddress(@Nullable String configured, boolean behindProxy) {

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?");
  private static final Pattern HOST_V6 = Pattern.compile("\\[[0-9A-Fa-f:]{2,45}](:\\d{1,5})?");

  /// Without a slash at the end.
  public String of(ApiRequest request) {
    if (configured != null) {
      return configured;
    }
    String sentTo = request.sentTo();
    if (sentTo != null) {
      return sentTo;
    }
    String host = request.header("host");
    boolean fits =
        host != null && (HOST.matcher(host).matches() || HOST_V6.matcher(host).matches());
    boolean secure = behindProxy && "https".equals(request.header("x-forwarded-proto"));
    return (secure ? "https://" : "http://") + (fits ? host : "localhost");
  }
}
