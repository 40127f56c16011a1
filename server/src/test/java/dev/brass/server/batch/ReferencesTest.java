package dev.brass.server.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.batch.RunRepository.Ending;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReferencesTest {

  private static final Map<String, Ending> ENDINGS =
      Map.of(
          "order",
          new Ending(
              Operation.Status.COMPLETED,
              201,
              """
              {"id": "a b/c", "price": 12.50, "list": [{"x": 1}, {"x": [2, 3]}], "none": null}
              """));

  private final References references = new References();

  private static @Nullable ObjectNode json(@Nullable String text) {
    return text == null ? null : (ObjectNode) new JsonMapper().readTree(text);
  }

  private static Call call(String path, @Nullable String query, @Nullable String body) {
    return new Call(path, json(query), json(body));
  }

  private Call resolved(Call call) throws References.Unresolved {
    return references.resolve(call, ENDINGS, 100_000);
  }

  @Test
  void putsPartsOfAnswersIntoPathQueryAndBody() throws References.Unresolved {
    Call call =
        resolved(
            call(
                "/orders/{{order.response_body.id}}?n={{ order.response_body.list.0.x }}",
                "{\"s\": \"{{order.response_status}}\"}",
                """
                {"whole": "{{order.response_body.list[1]}}",
                 "price": "{{order.response_body.price}}",
                 "text": "at {{order.response_body.price}} for {{order.response_body.id}}",
                 "other": "{{not.a.place}}", "deep": [{"n": "{{order.response_body.none}}"}]}
                """));
    assertThat(call.path()).isEqualTo("/orders/a%20b%2Fc?n=1");
    assertThat(call.query()).hasToString("{\"s\":201}");
    assertThat(call.body())
        .hasToString(
            "{\"whole\":{\"x\":[2,3]},\"price\":12.50,\"text\":\"at 12.50 for a b/c\","
                + "\"other\":\"{{not.a.place}}\",\"deep\":[{\"n\":null}]}");
  }

  @Test
  void namesWhatACallRefersTo() {
    assertThat(
            References.in(
                call(
                    "/x/{{b.response_body.id}}",
                    "{\"q\": \"{{a.response_status}}\"}",
                    "{\"deep\": [\"and {{c.response_body.x[0].y}}\"], \"no\": \"{{c.other}}\"}")))
        .containsExactly("b", "a", "c");
  }

  @Test
  void refusesWhatIsNotThere() {
    for (String place :
        new String[] {
          "{{order.response_body.missing}}",
          "{{order.response_body.list[7].x}}",
          "{{order.response_body.id.deeper}}",
          "{{order.response_status.x}}",
          "{{later.response_body.id}}",
          "text {{order.response_body.list}}"
        }) {
      assertThatThrownBy(() -> resolved(call("/x", null, "{\"v\": \"" + place + "\"}")))
          .as(place)
          .isInstanceOf(References.Unresolved.class);
    }
  }

  @Test
  void refusesACallThatWouldBeTooLargeBeforeItIsMade() {
    String answer = "\"" + "x".repeat(120_000) + "\"";
    Map<String, Ending> endings =
        Map.of(
            "a", new Ending(Operation.Status.COMPLETED, 200, "{\"text\": %s}".formatted(answer)));
    StringBuilder places = new StringBuilder("\"{{a.response_body}}\"");
    for (int i = 1; i < 10_000; i++) {
      places.append(",\"{{a.response_body}}\"");
    }
    Call bomb = call("/orders", null, "{\"list\": [%s]}".formatted(places));
    assertThatThrownBy(() -> references.resolve(bomb, endings, 256 * 1024))
        .isInstanceOf(References.Unresolved.class)
        .hasMessageContaining("longer than 262144 bytes");
    Call text =
        call("/orders", null, "{\"a\": \"%s\"}".formatted("{{a.response_body.text}}-".repeat(9)));
    assertThatThrownBy(() -> references.resolve(text, endings, 256 * 1024))
        .isInstanceOf(References.Unresolved.class)
        .hasMessageContaining("longer than 262144 bytes");
  }
}
