package dev.brass.server.api.batch;

import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.DescribedRoutes;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description has every route and no other.
class BatchDocumentTest {

  private static final JsonNode DOCUMENT =
      new YAMLMapper().readTree(ApiDocument.beside(BatchApi.class).yaml());

  private static final DescribedRoutes ROUTES =
      DescribedRoutes.of(
          DOCUMENT,
          List.of(
              new BatchApi(
                  nobody(), nobody(), nobody(), nobody(), nobody(), DescribedRoutes.LIMIT, 1)));

  @Test
  void describesEveryRouteAndNoOther() {
    ROUTES.check("GET /openapi/batches.yaml");
  }

  @Tag("docs")
  @Test
  void theReferenceIsWhatTheRoutesSay() {
    ROUTES.checkPage(
        "docs/reference/batches.md",
        "Endpoints of batches of operations",
        """
        A running server describes requests and answers in OpenAPI 3.1 at `/openapi/batches.yaml`. The rules behind them:
        [behaviour](../behaviour/batches.md); how to use it: [the guide](../guide/batches.md).
        """,
        "batch.max-body");
  }

  /// A part that this test does not need.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nobody() {
    return null;
  }
}
