package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description of an API that its users get, held against what a server really answers. Every
/// answer that any test gets goes through here.
final class Described {

  private static final Described CLASSIC =
      new Described("/v1/", "/dev/brass/server/api/v1/openapi.yaml");

  private final String beginning;
  private final ObjectNode document;
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  private Described(String beginning, String resource) {
    this.beginning = beginning;
    try (InputStream in = Objects.requireNonNull(Described.class.getResourceAsStream(resource))) {
      this.document = (ObjectNode) new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Fails when an answer is not as an API's description says.
  static void check(String method, String path, Client.Answer answer) {
    if (path.startsWith(CLASSIC.beginning)) {
      CLASSIC.hold(method, path, answer);
    }
  }

  private void hold(String method, String path, Client.Answer answer) {
    String what = "%s %s: %d %s".formatted(method, path, answer.status(), answer.body());
    Optional<String> template =
        document.get("paths").propertyNames().stream()
            .filter(known -> matches(known, path))
            .findFirst();
    if (template.isEmpty()) {
      assertThat(answer.status()).as("not described: " + what).isEqualTo(404);
      return;
    }
    JsonNode operation =
        document.get("paths").get(template.get()).path(method.toLowerCase(Locale.ROOT));
    if (operation.isMissingNode()) {
      assertThat(answer.status()).as("not described: " + what).isEqualTo(405);
      return;
    }
    String status = Integer.toString(answer.status());
    assertThat(operation.get("responses").has(status)).as("status not described: " + what).isTrue();
    String pointer =
        "/paths/%s/%s/responses/%s"
            .formatted(
                template.get().replace("~", "~0").replace("/", "~1"),
                method.toLowerCase(Locale.ROOT),
                status);
    Schema schema = schemas.computeIfAbsent(pointer, this::schema);
    assertThat(schema.validate(answer.body(), InputFormat.JSON)).as(what).isEmpty();
  }

  private static boolean matches(String template, String path) {
    String pattern = template.replaceAll("\\{\\w+}", "[^/]+");
    return Pattern.matches(pattern, path);
  }

  private Schema schema(String pointer) {
    JsonNode response = document.at(pointer);
    if (response.has("$ref")) {
      response = document.at(response.get("$ref").asString().substring(1));
    }
    ObjectNode whole = document.deepCopy();
    whole.set("allOf", whole.arrayNode().add(response.at("/content/application~1json/schema")));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(whole);
  }
}
