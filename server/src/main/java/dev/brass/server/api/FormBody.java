package dev.brass.server.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The fields of a submitted HTML form.
public final class FormBody {

  private static final int MOST_FIELDS = 20;

  private FormBody() {}

  /// Whether a request is a submitted form.
  public static boolean isForm(ApiRequest request) {
    String type = request.header("content-type");
    return type != null
        && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
  }

  /// The fields; the first value of a repeated field.
  ///
  /// @throws RequestProblem when the body is not a form
  public static Map<String, String> read(ApiRequest request) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : request.text().split("&", MOST_FIELDS)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RequestProblem(
          RequestProblem.Kind.NOT_TEXT, "the form has an invalid percent-encoding", e);
    }
  }
}
