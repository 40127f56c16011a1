package dev.brass.server.api.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.DescribedRoutes;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.intake.OrderDraft;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.server.wallet.Wallets;
import dev.brass.spi.Money;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description has every route and no other, and every attribute in it is read.
class V2DocumentTest {

  private static final JsonNode DOCUMENT =
      new YAMLMapper().readTree(ApiDocument.beside(V2Api.class).yaml());

  private static final DescribedRoutes ROUTES = routes();

  private static DescribedRoutes routes() {
    Wallets wallets = new Wallets(nobody(), WalletSettings.DEFAULTS, nobody());
    return DescribedRoutes.of(
        DOCUMENT,
        List.of(
            new V2BulkApi(nobody(), nobody(), nobody(), DescribedRoutes.LIMIT),
            new V2ReturnApi(nobody(), nobody(), nobody()),
            new V2ProductApi(
                nobody(), nobody(), nobody(), nobody(), nobody(), nobody(), nobody(), nobody()),
            new V2AgentApi(
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                WalletSettings.DEFAULTS,
                Money.of(1, "USD"),
                nobody(),
                1,
                InstantSource.system()),
            new V2RetailerApi(nobody(), nobody(), nobody(), nobody()),
            new V2TrackingApi(nobody(), nobody()),
            new V2AccountApi(nobody(), nobody()),
            new V2StatsApi(nobody()),
            new V2SandboxApi(
                nobody(), nobody(), nobody(), nobody(), nobody(), InstantSource.system()),
            new V2DeviceApi(
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                nobody(),
                InstantSource.system()),
            new V2PaymentApi(nobody(), nobody(), nobody(), nobody(), InstantSource.system()),
            new V2Api(
                nobody(), nobody(), nobody(), nobody(), wallets, nobody(), nobody(), nobody(),
                nobody(), nobody())));
  }

  /// A part that this test does not need.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nobody() {
    return null;
  }

  @Test
  void describesEveryRouteAndNoOther() {
    ROUTES.check("GET /openapi/v2.yaml", "GET /openapi.json");
  }

  @Tag("docs")
  @Test
  void theReferenceIsWhatTheRoutesSay() {
    ROUTES.checkPage(
        "docs/reference/v2.md",
        "Endpoints of the current API (v2)",
        """
        A running server describes requests and answers in OpenAPI 3.1 at `/openapi/v2.yaml` and `/openapi.json`. The rules behind them:
        [behaviour](../behaviour/v2.md); differences from the original: [compatibility](../compatibility/v2.md); error codes:
        [errors](errors.md).
        """,
        "bulk.max-body");
  }

  @Test
  void everyAttributeOfAnOrderIsRead() {
    assertThat(faults("OrderCreate", body -> OrderDraft.read(body, CardForm::read)))
        .isEqualTo(leaves("OrderCreate"));
  }

  @Test
  void everyAttributeOfAReturnIsRead() {
    assertThat(faults("ReturnRequestCreate", ReturnForm::read))
        .isEqualTo(leaves("ReturnRequestCreate"));
  }

  @Test
  void everyAttributeOfAnAccountIsRead() {
    assertThat(faults("RetailerCredentialsCreate", body -> AccountForm.read(body, true)))
        .isEqualTo(leaves("RetailerCredentialsCreate"));
    assertThat(faults("RetailerCredentialsUpdate", body -> AccountForm.read(body, false)))
        .isEqualTo(leaves("RetailerCredentialsUpdate"));
  }

  /// Where the reader finds faults when nothing is as it should be.
  private static Set<String> faults(String schema, Consumer<JsonNode> reader) {
    InvalidInput thrown =
        catchThrowableOfType(InvalidInput.class, () -> reader.accept(wrong(schema(schema))));
    return Objects.requireNonNull(thrown).faults().stream()
        .map(
            fault ->
                fault.loc().stream()
                    .skip(1)
                    .filter(String.class::isInstance)
                    .map(String::valueOf)
                    .collect(Collectors.joining(".")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonNode schema(String name) {
    return DOCUMENT.at("/components/schemas/" + name);
  }

  /// An object in which each attribute that holds no other ones is of a wrong type.
  private static ObjectNode wrong(JsonNode schema) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    schema
        .get("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode inner = inner(property.getValue());
              boolean list = types(property.getValue()).contains("array");
              if (inner == null) {
                object.set(
                    property.getKey(),
                    list ? object.stringNode("no list") : object.arrayNode().add("no list"));
              } else {
                object.set(
                    property.getKey(), list ? object.arrayNode().add(wrong(inner)) : wrong(inner));
              }
            });
    return object;
  }

  private static Set<String> leaves(String schema) {
    Set<String> leaves = new TreeSet<>();
    collect(schema(schema), "", leaves);
    return leaves;
  }

  private static void collect(JsonNode schema, String prefix, Set<String> leaves) {
    schema
        .get("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode inner = inner(property.getValue());
              if (inner == null) {
                leaves.add(prefix + property.getKey());
              } else {
                collect(inner, prefix + property.getKey() + ".", leaves);
              }
            });
  }

  private static String types(JsonNode property) {
    return property.path("type").toString();
  }

  /// The schema of the objects that an attribute is, or is a list of; null when it has none.
  private static @Nullable JsonNode inner(JsonNode property) {
    JsonNode reference =
        property.has("$ref")
            ? property
            : property.has("items") ? property.get("items") : property.at("/anyOf/0");
    if (!reference.has("$ref")) {
      return null;
    }
    JsonNode named = DOCUMENT.at(reference.get("$ref").asString().substring(1));
    return named.has("properties") ? named : null;
  }
}
