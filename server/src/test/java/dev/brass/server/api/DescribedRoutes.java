package dev.brass.server.api;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// The routes that an OpenAPI document describes.
public final class DescribedRoutes {

  private DescribedRoutes() {}

  /// Each as `METHOD /path`.
  public static Set<String> of(JsonNode document) {
    Set<String> described = new TreeSet<>();
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
