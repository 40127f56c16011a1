package dev.brass.server.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.brass.server.GeneratedFile;
import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.v1.ClassicOrders;
import dev.brass.server.api.v1.V1OrderListener;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderItem;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.SampleEvents;
import dev.brass.server.order.TimelineEntry;
import dev.brass.server.webhook.NewMessage;
import dev.brass.spi.Payment;
import dev.brass.spi.Secret;
import dev.brass.spi.Shipment;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `docs/reference/events.md`: the events of an order with their Javadoc, what each channel makes
/// of them, and the webhooks as the OpenAPI documents describe them.
class EventsReferenceTest {

  private static final String BEGINNING =
      """
      <!-- Generated from OrderEvent and the OpenAPI documents by ./brass docs; do not edit. -->
      # Events

      ## The timeline of an order

      Events are stored once and never changed. `GET /admin/tenants/{tenant}/orders/{id}/timeline` shows all of an order as `type`, with
      `sequence`, `at`, `what` and the next step; `brass_orders_events_total` counts them. *Data* is stored with the event, besides `at`.
      *Milestone* is its type in `GET /orders/{order_id}/timeline`. The last columns are the webhooks that it causes: those of the current API
      go to the tenant's receiver, those of the classic API to the URLs of the order.

      | Event | Meaning | Data | Milestone | Current API | Classic API |
      |---|---|---|---|---|---|
      """;

  private static final String CLASSIC =
      """

      ## Webhooks of the classic API

      The body is the answer of `GET` at that moment. How they are delivered: [Webhooks object](../behaviour/v1.md#webhooks-object).

      | Event | Sent when |
      |---|---|
      """;

  private static final String CURRENT =
      """

      ## Webhooks of the current API

      How they are signed and delivered: [Webhooks](../behaviour/v2.md#webhooks).
      """;

  private static final JsonNode V1 = ApiDocument.beside(V1OrderListener.class).tree();
  private static final JsonNode V2 = ApiDocument.beside(V2Api.class).tree();

  /// An order whose last parcel has arrived, so that every webhook may be sent.
  private static final Order ORDER = delivered();

  private static Order delivered() {
    Order order =
        ClassicOrders.in(
            new OrderState.Placed(ClassicOrders.placement(), false),
            ClassicOrders.parcel(Shipment.Status.DELIVERED, null, "0923568964"));
    return new Order(
        order.key(),
        order.mode(),
        order.channel(),
        order.clock(),
        order.spec(),
        order.state(),
        order.version(),
        order.attempts(),
        List.of(
            new OrderItem(
                new UUID(1, 1), OrderItem.Status.DELIVERED, null, null, order.updatedAt())),
        order.shipments(),
        order.echo(),
        order.createdAt(),
        order.updatedAt());
  }

  private static Map<String, String> described(JsonNode names) {
    Map<String, String> described = new LinkedHashMap<>();
    names.properties().forEach(name -> described.put(name.getKey(), name.getValue().asString()));
    return described;
  }

  @Tag("docs")
  @Test
  void theReferenceIsWhatTheCodeSays() throws IOException {
    String source =
        Files.readString(
            GeneratedFile.root()
                .resolve("server/src/main/java/dev/brass/server/order/OrderEvent.java"));
    StringBuilder page = new StringBuilder(BEGINNING);
    SampleEvents.ALL.forEach(event -> page.append(row(event, Doc.of(source, event.getClass()))));
    page.append(CLASSIC);
    V1.at("/components/schemas/Webhooks/properties")
        .properties()
        .forEach(
            event ->
                page.append(
                    "| `%s` | %s |\n"
                        .formatted(
                            event.getKey(), event.getValue().path("description").asString())));
    page.append(CURRENT);
    section(page, "Orders", V2.at("/components/schemas/OrderEvent"));
    section(page, "Returns", V2.at("/components/schemas/ReturnEvent"));
    section(page, "Batches of operations", V2.at("/components/schemas/BatchEvent"));
    GeneratedFile.check("docs/reference/events.md", page.toString());
  }

  @Test
  void theDescriptionNamesTheWebhooksThatAreSent() {
    JsonNode event = V2.at("/components/schemas/OrderEvent/properties/event");
    Set<String> sent = new LinkedHashSet<>();
    SampleEvents.ALL.forEach(each -> sent.addAll(current(each)));
    assertThat(described(event.get("x-enumDescriptions")).keySet())
        .containsExactlyInAnyOrderElementsOf(sent)
        .containsExactlyElementsOf(words(event.get("enum")));
    JsonNode returns = V2.at("/components/schemas/ReturnEvent/properties/event");
    assertThat(described(returns.get("x-enumDescriptions")).keySet())
        .containsExactlyElementsOf(words(returns.get("enum")));
  }

  private static List<String> words(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void thereIsASampleOfEveryEvent() {
    assertThat(SampleEvents.ALL)
        .extracting(event -> (Object) event.getClass())
        .containsExactlyInAnyOrder((Object[]) OrderEvent.class.getPermittedSubclasses());
  }

  private static String row(OrderEvent event, Doc doc) {
    TimelineEntry entry = new TimelineEntry(1, event, "", "");
    V2Wire.Milestone milestone = GetTimeline.milestone(entry);
    return "| `%s` | %s | %s | %s | %s | %s |\n"
        .formatted(
            entry.type(),
            doc.text(),
            data(event.getClass(), doc),
            milestone == null ? "" : "`" + milestone.type() + "`",
            code(current(event)),
            code(classic(event)));
  }

  private static String data(Class<?> event, Doc doc) {
    List<String> data = new ArrayList<>();
    for (RecordComponent component : event.getRecordComponents()) {
      if (!component.getName().equals("at")) {
        String text = doc.parameters().get(component.getName());
        data.add("`" + stored(component) + "`" + (text == null ? "" : " (" + text + ")"));
      }
    }
    return String.join(", ", data);
  }

  private static String stored(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property != null
        ? property.value()
        : component.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static List<String> current(OrderEvent event) {
    return new V2OrderListener()
        .messages(ORDER, List.of(event), secrets(Map.of())).stream()
            .map(NewMessage::event)
            .toList();
  }

  private static List<String> classic(OrderEvent event) {
    Map<String, List<String>> everything = new LinkedHashMap<>();
    V1.at("/components/schemas/Webhooks/properties")
        .propertyNames()
        .forEach(name -> everything.put(name, List.of("http://receiver.test/" + name)));
    return new V1OrderListener()
        .messages(ORDER, List.of(event), secrets(everything)).stream()
            .map(NewMessage::event)
            .toList();
  }

  private static OrderPrivate secrets(Map<String, List<String>> webhooks) {
    Payment.Card card =
        new Payment.Card("Tim Beaver", Secret.of("5555555555554444"), Secret.of("123"), 1, 2030);
    return new OrderPrivate(card, null, webhooks);
  }

  private static String code(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private static void section(StringBuilder page, String title, JsonNode schema) {
    page.append("\n### ").append(title).append("\n\n");
    JsonNode named = schema.at("/properties/event/x-enumDescriptions");
    if (named.isMissingNode()) {
      page.append(
          "`%s`: %s\n"
              .formatted(
                  schema.at("/properties/event/const").asString(),
                  schema.path("description").asString()));
    } else {
      page.append("| Event | Sent when |\n|---|---|\n");
      described(named)
          .forEach((name, text) -> page.append("| `%s` | %s |\n".formatted(name, text)));
    }
    page.append("\n| Field | |\n|---|---|\n");
    schema
        .get("properties")
        .properties()
        .forEach(
            field ->
                page.append(
                    "| `%s` | %s |\n"
                        .formatted(
                            field.getKey(),
                            field.getKey().equals("event") && !named.isMissingNode()
                                ? "The event."
                                : field.getValue().path("description").asString())));
  }

  /// The Javadoc of a record.
  ///
  /// @param parameters by name
  private record Doc(String text, Map<String, String> parameters) {

    static Doc of(String source, Class<?> type) {
      String before = source.substring(0, source.indexOf("record " + type.getSimpleName() + "("));
      List<String> lines = new ArrayList<>(Arrays.asList(before.split("\n", -1)));
      lines.removeLast();
      int first = lines.size();
      while (lines.get(first - 1).strip().startsWith("///")) {
        first--;
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      StringBuilder text = new StringBuilder();
      String parameter = null;
      for (String line : lines.subList(first, lines.size())) {
        String words = line.strip().substring(3).strip();
        if (words.startsWith("@param ")) {
          String[] parts = words.split(" ", 3);
          parameter = parts[1];
          parameters.put(parameter, parts[2]);
        } else if (parameter != null) {
          parameters.merge(parameter, words, (a, b) -> a + " " + b);
        } else if (!words.isEmpty()) {
          text.append(text.isEmpty() ? "" : " ").append(words);
        }
      }
      assertThat(text.toString()).as("the Javadoc of %s", type).isNotEmpty();
      return new Doc(text.toString(), parameters);
    }
  }
}
