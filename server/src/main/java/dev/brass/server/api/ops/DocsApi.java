package dev.brass.server.api.ops;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.HtmlPages;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import java.util.Map;
import java.util.Set;

/// `GET /` and `GET /docs`: a page with links to the descriptions of this server.
public final class DocsApi implements Api {

  private final HtmlPages pages;

  /// The pages.
  public DocsApi(HtmlPages pages) {
    this.pages = pages;
  }

  @Override
  public void routes(Routes routes) {
    routes.get("/").open(_ -> page());
    routes.get("/docs").open(_ -> page());
  }

  private Reply page() {
    return pages.page(200, "docs", Map.of("title", "Brass"));
  }

  @Override
  public boolean owns(String path) {
    return path.equals("/") || path.equals("/docs") || path.startsWith("/docs/");
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    return OperatorCheck.failed(problem);
  }

  @Override
  public Reply notFound(ApiRequest request) {
    return OperatorCheck.error(404, "There is no " + request.path() + " here; see /docs.");
  }

  @Override
  public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
    return OperatorCheck.error(405, request.path() + " takes " + String.join(", ", allowed) + ".")
        .with("Allow", String.join(", ", allowed));
  }
}
