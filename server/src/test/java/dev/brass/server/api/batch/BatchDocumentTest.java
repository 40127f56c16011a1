package dev.brass.server.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.DescribedRoutes;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
        new Router(
            List.of(new BatchApi(nobody(), nobody(), nobody(), new PublicAddress(null, false), 1)));
    Set<String> routes = new TreeSet<>(router.routes());
    assertThat(routes.remove("GET /openapi/batches.yaml")).isTrue();
    assertThat(DescribedRoutes.of(DOCUMENT)).isEqualTo(routes);
  }

  /// POSTs that take no key and would do twice what is sent twice: a return, an upload, another
  /// secret.
  private static final Set<String> ONCE =
      Set.of("/returns", "/orders/bulk", "/webhooks/endpoint/rotate-secret");

  /// Doors of those who have no key, or none yet: operations do not lead there, or gain nothing.
  private static final List<String> OTHERS = List.of("/agent/", "/device", "/sandbox/");

  @Test
  void ofEveryPostItIsKnownWhetherItMayBeRepeated() throws IOException {
    Set<String> posts = new TreeSet<>();
    for (String route : described()) {
      String path = route.replaceFirst("^POST ", "");
      if (route.startsWith("POST ") && OTHERS.stream().noneMatch(path::startsWith)) {
        posts.add(path);
      }
    }
    List<String> known =
        Stream.of(InnerRoutes.KEYED, InnerRoutes.REPEATABLE, ONCE).flatMap(Set::stream).toList();
    assertThat(known).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(posts);
  }

  @Test
  void everythingThatIsRehearsedIsThere() throws IOException {
    assertThat(described()).containsAll(InnerRoutes.REHEARSED);
  }

  private Set<String> described() throws IOException {
    Set<String> described = new TreeSet<>();
    for (String api : List.of("v1", "v2")) {
      try (InputStream in =
          Objects.requireNonNull(
              getClass().getResourceAsStream("/dev/brass/server/api/" + api + "/openapi.yaml"))) {
        described.addAll(DescribedRoutes.of(new YAMLMapper().readTree(in)));
      }
    }
    return described;
  }

  /// Nobody answers questions here, and nobody asks any.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nobody() {
    return null;
  }
}
