package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The credential of the `Payment` scheme among what the header `Authorization` has.
final class AgentCredential {

  private static final Pattern PAYMENT =
      Pattern.compile("(?:^|,)\\s*Payment\\s+([^\\s,]*)", Pattern.CASE_INSENSITIVE);

  private AgentCredential() {}

  /// What follows the word `Payment`; null when there is none.
  ///
  /// @throws V2Problem 400 when there are several
  static @Nullable String of(ApiRequest request) {
    String header = request.header("authorization");
    if (header == null) {
      return null;
    }
    Matcher found = PAYMENT.matcher(header);
    if (!found.find()) {
      return null;
    }
    String credential = found.group(1);
    if (found.find()) {
      throw new V2Problem(
          400,
          "bad_request",
          "There are several Payment credentials; send one",
          Map.of("reason", "several-credentials"));
    }
    return credential;
  }
}
