package dev.brass.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description of an API in OpenAPI 3.1: the file `openapi.yaml` that lies beside its classes.
/// Thread-safe.
public final class ApiDocument {

  private final String yaml;
  private volatile @Nullable String json;

  private ApiDocument(String yaml) {
    this.yaml = yaml;
  }

  /// The description that lies beside a class.
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

  /// Adds the path where it is served as it is written.
  public void serveYaml(Api.Routes routes, String path) {
    routes.add("GET", path, _ -> Reply.text(200, "application/yaml", yaml));
  }

  /// Adds the path where it is served for tools that read JSON only.
  public void serveJson(Api.Routes routes, String path) {
    routes.add("GET", path, _ -> Reply.json(200, json()));
  }

  /// The same as a tree, to serve with more in it.
  public JsonNode tree() {
    return new YAMLMapper().readTree(yaml);
  }

  /// Made when it is first asked for: nobody's start waits for it.
  private String json() {
    String made = json;
    if (made == null) {
      made = JsonMapper.shared().writeValueAsString(tree());
      json = made;
    }
    return made;
  }
}
