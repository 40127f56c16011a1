package dev.brass.server.api;

import dev.brass.server.hash.Sha256;
import dev.brass.server.template.Templates;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// HTML pages for people: one stylesheet, no scripts, no content from other hosts, and no referrer,
/// because the address alone gives access to the page. Thread-safe.
public final class HtmlPages {

  private final Templates templates;

  /// Read with the first page, to keep the start of the server fast.
  private @Nullable Style style;

  /// The values that all pages share.
  ///
  /// @param policy permits this stylesheet only
  private record Style(String css, String policy) {}

  public HtmlPages(Templates templates) {
    this.templates = templates;
  }

  private synchronized Style style() {
    Style read = style;
    if (read == null) {
      String css = templates.file("page/style.css");
      String policy =
          ("default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none';"
                  + " frame-ancestors 'none'")
              .formatted(sha256(css));
      read = new Style(css, policy);
      style = read;
    }
    return read;
  }

  private static String sha256(String text) {
    return Base64.getEncoder().encodeToString(Sha256.of(text));
  }

  /// Renders a page.
  ///
  /// @param name of its template in `page/`, such as `track`
  /// @param values of the template, and `title`
  public Reply page(int status, String name, Map<String, ?> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("css", style().css());
    return Reply.text(
            status, "text/html; charset=utf-8", templates.html("page/" + name + ".html", all))
        .with("Content-Security-Policy", style().policy())
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer")
        .with("X-Robots-Tag", "noindex")
        .with("Cache-Control", "no-store");
  }

  /// A page with one message.
  public Reply message(int status, String title, String text) {
    return page(status, "message", Map.of("title", title, "text", text));
  }
}
