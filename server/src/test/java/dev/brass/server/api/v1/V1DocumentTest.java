package dev.brass.server.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.DescribedRoutes;
import dev.brass.server.tenant.Refusal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description tells of every route there is and of none that there is not; of every attribute
/// that is read, and of none that is not.
class V1DocumentTest {

  private static final JsonNode DOCUMENT =
      new YAMLMapper().readTree(ApiDocument.beside(V1Api.class).yaml());

  private static final DescribedRoutes ROUTES =
      DescribedRoutes.of(
          DOCUMENT,
          List.of(
              new V1Api(_ -> Refusal.UNKNOWN, new MemoryDesk(), ClassicRequests.reader(), 200),
              new V1AftersalesApi(
                  _ -> Refusal.UNKNOWN, nobody(), nobody(), nobody(), _ -> null, 200),
              new V1AddaxApi(_ -> Refusal.UNKNOWN, nobody()),
              new V1CaseApi(_ -> Refusal.UNKNOWN, nobody(), nobody()),
              new V1ProductApi(_ -> Refusal.UNKNOWN, ClassicRequests.stores(), nobody(), true),
              new V1ProxyApi(_ -> Refusal.UNKNOWN, ClassicRequests.stores(), nobody())));

  /// A part that this test does not need.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nobody() {
    return null;
  }

  @Test
  void describesEveryRouteAndNoOther() {
    ROUTES.check("GET /openapi/v1.yaml");
  }

  @Tag("docs")
  @Test
  void theReferenceIsWhatTheRoutesSay() {
    ROUTES.checkPage(
        "docs/reference/v1.md",
        "Endpoints of the classic API (v1)",
        """
        A running server describes requests and answers in OpenAPI 3.1 at `/openapi/v1.yaml`. The rules behind them:
        [behaviour](../behaviour/v1.md); differences from the original: [compatibility](../compatibility/v1.md); error codes:
        [errors](errors.md).
        """,
        "http.max-body");
  }

  @Test
  void describesEveryAttributeOfAnOrderThatDoesSomething() {
    Set<String> described = new TreeSet<>(properties("NewOrder"));
    described.addAll(LaterAttributes.NAMES);
    assertThat(described).isEqualTo(new TreeSet<>(OrderReader.NAMES));
    assertThat(properties("Address")).isEqualTo(new TreeSet<>(AddressReader.NAMES));
    assertThat(properties("PaymentMethod")).isEqualTo(new TreeSet<>(PaymentReader.NAMES));
    assertThat(properties("RetailerCredentials")).isEqualTo(new TreeSet<>(CredentialReader.NAMES));
    assertThat(properties("ProductToBuy")).isEqualTo(new TreeSet<>(ProductReader.NAMES));
    assertThat(properties("SellerSelectionCriteria"))
        .isEqualTo(new TreeSet<>(ProductReader.CRITERIA_NAMES));
    assertThat(properties("Shipping")).isEqualTo(new TreeSet<>(ShippingReader.NAMES));
    assertThat(properties("NewCancellation")).isEqualTo(names(new CancelReader(nobody())));
    assertThat(properties("NewReturn")).isEqualTo(names(new ReturnReader(nobody())));
    assertThat(properties("NewTracking")).isEqualTo(names(new TrackReader(nobody())));
    assertThat(properties("Proxy")).isEqualTo(new TreeSet<>(ProxyReader.NAMES));
    assertThat(properties("NewCaseMessage")).isEqualTo(new TreeSet<>(V1CaseApi.NAMES));
    assertThat(properties("Webhooks")).isEqualTo(new TreeSet<>(WebhookReader.NAMES));
  }

  private static Set<String> names(AftersalesPost.Reader reader) {
    Set<String> names = new TreeSet<>(reader.names());
    names.addAll(AftersalesPost.COMMON);
    return names;
  }

  private static Set<String> properties(String schema) {
    return new TreeSet<>(
        DOCUMENT.at("/components/schemas/" + schema + "/properties").propertyNames());
  }
}
