package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.brass.server.text.CanonicalPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description of an API that its users get, held against what a server really answers. Every
/// answer that any test gets goes through here.
final class Described {

  /// What is said twice is said wrongly once.
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final List<Described> APIS =
      List.of(new Described("api.v1"), new Described("api.v2").closed());

  /// What other APIs have beside these.
  private static final Set<String> ELSEWHERE =
      Set.of("/sandbox/clock", "/health/live", "/health/ready");
  /// It has a part of the classic API's paths.
  private static final Described BATCHES = new Described("api.batch").closed();

  private static final String EVENTS = "/webhooks/events";

  private final ObjectNode document;
  private final Set<String> beginnings;
  private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

  private Described(String api) {
    this.document = document(api);
    this.beginnings =
        document.get("paths").propertyNames().stream()
            .map(Described::beginning)
            .collect(Collectors.toSet());
  }

  /// A description as it is served.
  ///
  /// @param api such as `api.v1`
  static ObjectNode document(String api) {
    String resource = "/dev/brass/server/" + api.replace('.', '/') + "/openapi.yaml";
    try (InputStream in = Objects.requireNonNull(Described.class.getResourceAsStream(resource))) {
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same for one that allows more fields than it names, so that its users are ready for them:
  /// here nothing may be in an answer that is not described. That of v1 says itself what is closed.
  private Described closed() {
    close(document.at("/components/schemas"));
    return this;
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.has("properties") && !object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
    }
    node.forEach(Described::close);
  }

  private static String beginning(String path) {
    return path.split("/", 3)[1];
  }

  /// Fails when an answer is not as an API's description says.
  static void check(String method, String path, Client.Answer answer) {
    if (path.startsWith("/v1/batch")) {
      BATCHES.hold(method, path, answer);
      return;
    }
    if (ELSEWHERE.contains(path)) {
      return;
    }
    APIS.stream()
        .filter(api -> api.beginnings.contains(beginning(path)))
        .forEach(api -> api.hold(method, path, answer));
  }

  private void hold(String method, String path, Client.Answer answer) {
    String what = "%s %s: %d %s".formatted(method, path, answer.status(), answer.body());
    if (!CanonicalPath.is(path)) {
      assertThat(answer.status()).as("no such path: " + what).isEqualTo(404);
      return;
    }
    Optional<String> template =
        document.get("paths").propertyNames().stream()
            .filter(known -> matches(known, path))
            // `/orders/bulk` before `/orders/{order_id}`
            .min(Comparator.comparingLong(known -> known.chars().filter(c -> c == '{').count()));
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
    fits(response(pointer).path("content"), answer, what);
    if (template.get().equals(EVENTS) && answer.status() == 200) {
      answer.json().get("events").forEach(event -> eventFits(event.get("body").asString()));
    }
  }

  private void fits(JsonNode content, Client.Answer answer, String what) {
    String type = answer.headers().getOrDefault("content-type", "").replaceFirst(";.*", "");
    if (content.isMissingNode()) {
      assertThat(answer.body()).as(what).isEmpty();
    } else {
      assertThat(content.has(type)).as("%s is not described: %s", type, what).isTrue();
    }
    if (type.equals("application/json") || type.endsWith("+json")) {
      assertThat(faults(content.get(type).get("schema"), answer.body())).as(what).isEmpty();
    }
  }

  /// What is sent to receivers is described too.
  private void eventFits(String body) {
    String kind = Client.JSON.readTree(body).get("event").asString().replaceFirst("\\..*", "");
    JsonNode schema =
        document.at("/webhooks/" + kind + "/post/requestBody/content/application~1json/schema");
    assertThat(faults(schema, body)).as(body).isEmpty();
  }

  private static boolean matches(String template, String path) {
    String pattern = template.replaceAll("\\{\\w+}", "[^/]+");
    return Pattern.matches(pattern, path);
  }

  private JsonNode response(String pointer) {
    JsonNode response = document.at(pointer);
    return response.has("$ref")
        ? document.at(response.get("$ref").asString().substring(1))
        : response;
  }

  private List<String> faults(JsonNode schema, String json) {
    return schemas.computeIfAbsent(schema, this::whole).validate(json, InputFormat.JSON).stream()
        .map(fault -> fault.getInstanceLocation() + ": " + fault.getMessage())
        .toList();
  }

  private Schema whole(JsonNode schema) {
    ObjectNode whole = document.deepCopy();
    whole.set("allOf", whole.arrayNode().add(schema));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(whole);
  }
}
