package dev.brass.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description of an API in OpenAPI 3.1: the file `openapi.yaml` beside its classes.
/// Thread-safe.
public final class ApiDocument {

  private final String yaml;

  private ApiDocument(String yaml) {
    this.yaml = yaml;
  }

  /// The description beside a class.
  public static ApiDocument beside(Class<?> api) {
    try (InputStream in = Objects.requireNonNull(api.getResourceAsStream("openapi.yaml"))) {
      return new ApiDocument(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String yaml() {
    return yaml;
  }

  /// Adds a route that serves the file unchanged.
  public void serveYaml(Routes routes, String path) {
    routes.get(path).open(_ -> Reply.text(200, "application/yaml", yaml));
  }

  /// The description as a tree, for callers that add to it before serving it.
  public JsonNode tree() {
    return new YAMLMapper().readTree(yaml);
  }
}
