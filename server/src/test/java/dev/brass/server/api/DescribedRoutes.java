package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.GeneratedFile;
import dev.brass.server.api.Route.Handler;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The routes of an API beside its OpenAPI document: the document has each of them and no other,
/// and a page of the reference is generated from both.
public final class DescribedRoutes {

  private static final String COLUMNS =
      """
      *Access* is the weakest key that may use the endpoint: `read` is any key, `shop` any key but that of a paid order, `serve` any key but a
      read-only one, `buy` a key with full rights; `open` needs none, or checks its own. *Lost answer* says whether the request may be sent
      again when its answer was lost: `repeat`; `with the key`, which is the same `idempotency_key` in the body or `Idempotency-Key` in the
      head; `look first`, because it could be carried out twice. *Dry run* is `yes` where a batch can check the request without carrying it
      out. A body may have as many bytes as `http.max-body` allows, unless the last column has another limit. Any endpoint may also
      answer 405, 413, 429, 500 and 503: `docs/guide/limits.md`.
      """;

  /// The size of a body that tests give to APIs whose limit is a setting.
  public static final int LIMIT = 1;

  /// Answers that any endpoint may give.
  private static final Set<String> EVERYWHERE = Set.of("405", "413", "429", "500", "503");

  private final JsonNode document;
  private final Map<String, Route> routes = new LinkedHashMap<>();

  private DescribedRoutes(JsonNode document, List<Api> apis) {
    this.document = document;
    new Router(apis)
        .routes()
        .forEach(route -> routes.put(route.method() + " " + route.path(), route));
  }

  /// The routes of APIs that one document describes.
  public static DescribedRoutes of(JsonNode document, List<Api> apis) {
    return new DescribedRoutes(document, apis);
  }

  /// Each as `METHOD /path`.
  public static Set<String> of(Api api) {
    return new Router(List.of(api))
        .routes().stream()
            .map(route -> route.method() + " " + route.path())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Compares the routes with the document.
  ///
  /// @param documents the routes that serve the document itself, such as `GET /openapi/v1.yaml`
  public void check(String... documents) {
    Set<String> served = new TreeSet<>(routes.keySet());
    assertThat(served).contains(documents);
    served.removeAll(Set.of(documents));
    assertThat(described()).isEqualTo(served);
  }

  /// Compares a page of the reference with the routes and the document.
  ///
  /// @param largest the setting whose value is [#LIMIT] here
  public void checkPage(String path, String title, String rest, String largest) {
    StringBuilder page =
        new StringBuilder(
            """
            <!-- Generated from Routes and the OpenAPI document by ./brass docs; do not edit. -->
            # %s

            %s

            %s
            | Endpoint | | Access | Lost answer | Dry run | Answers | Body |
            |---|---|---|---|---|---|---|
            """
                .formatted(title, rest.strip(), COLUMNS));
    described().forEach(name -> page.append(row(name, largest)));
    GeneratedFile.check(path, page.toString());
  }

  private String row(String name, String largest) {
    Route route = Objects.requireNonNull(routes.get(name), name);
    JsonNode operation =
        document.get("paths").get(route.path()).get(route.method().toLowerCase(Locale.ROOT));
    return "| `%s` | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            name,
            operation.get("summary").asString(),
            route.access() == null ? "open" : route.access().name().toLowerCase(Locale.ROOT),
            switch (route.retry()) {
              case SAFE -> "repeat";
              case KEYED -> "with the key";
              case NEVER -> "look first";
            },
            route.handler() instanceof Handler.Tried ? "yes" : "",
            operation.get("responses").propertyNames().stream()
                .filter(status -> !EVERYWHERE.contains(status))
                .collect(Collectors.joining(", ")),
            body(route.largestBody(), largest));
  }

  private static String body(@Nullable Integer bytes, String setting) {
    return bytes == null ? "" : bytes == LIMIT ? "`" + setting + "`" : bytes / 1024 + " KiB";
  }

  private Set<String> described() {
    Set<String> described = new LinkedHashSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return described;
  }
}
