package dev.brass.server.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.DescribedRoutes;
import dev.brass.server.api.Router;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description tells of every route there is and of none that there is not.
class BatchDocumentTest {

  private static final JsonNode DOCUMENT =
      new YAMLMapper().readTree(ApiDocument.beside(BatchApi.class).yaml());

  @Test
  void describesEveryRouteAndNoOther() {
    Router router =
        new Router(List.of(new BatchApi(nobody(), nobody(), nobody(), nobody(), nobody(), 1, 1)));
    Set<String> routes = new TreeSet<>(router.routes());
    assertThat(routes.remove("GET /openapi/batches.yaml")).isTrue();
    assertThat(DescribedRoutes.of(DOCUMENT)).isEqualTo(routes);
  }

  /// Nobody answers questions here, and nobody asks any.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nobody() {
    return null;
  }
}
