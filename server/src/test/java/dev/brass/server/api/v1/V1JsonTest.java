package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ClassicRequests.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class V1JsonTest {

  private static V1Problem refusal(String body) {
    return Objects.requireNonNull(
        catchThrowableOfType(V1Problem.class, () -> V1Json.read(body)), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  \n",
        "{",
        "{\"retailer\": \"amazon\",}",
        "{\"retailer\": \"amazon\" \"products\": []}",
        "{'retailer': 'amazon'}",
        "{\"password\": hunter2}",
        "{\"retailer\": \"amazon\", \"retailer\": \"walmart\"}",
        "{\"client_notes\": {\"a\": 1, \"a\": 2}}",
        "{} {}",
        "{} x",
        "{\"max_price\": 0123}",
        "{\"max_price\": NaN}",
        "{\"a\": \"\n\"}",
        "retailer=amazon&max_price=2300",
        "// comment\n{}"
      })
  void refusesWhatIsNotJson(String body) {
    assertThat(refusal(body).code()).isEqualTo(V1Code.INVALID_JSON);
    assertThat(refusal(body)).hasMessageNotContaining("hunter2");
  }

  @Test
  void saysWhereItIsBroken() {
    assertThat(refusal("{\n  \"retailer\": \"amazon\",\n}"))
        .hasMessageStartingWith(
            "The body is not valid JSON at line 3, column 1: there is a character");
    assertThat(refusal("{\"a\": 1")).hasMessageEndingWith("it ends too early.");
    assertThat(refusal("{} {}")).hasMessageEndingWith("there is more after its end.");
    assertThat(refusal("a b")).hasMessageEndingWith("there is a word without double quotes.");
    assertThat(refusal("{\"a\": NaN}")).hasMessageEndingWith("a word without double quotes.");
    assertThat(refusal("{\"a\": 1, \"a\": 2}"))
        .hasMessageEndingWith("the name \"a\" is there twice in one object.");
    assertThat(refusal(" ")).hasMessageStartingWith("The body is empty");
  }

  /// PHP's http_build_query, an array as CURLOPT_POSTFIELDS, Python's urlencode, and JSON that was
  /// encoded by the caller and then by the library.
  @Test
  void saysWhatABodyIsInsteadOfJson() {
    String form = "it is a form (name=value); send the JSON itself as the body.";
    assertThat(refusal("retailer=amazon&products%5B0%5D%5Bproduct_id%5D=1"))
        .hasMessageEndingWith(form);
    assertThat(refusal("products[0][product_id]=1")).hasMessageEndingWith(form);
    assertThat(refusal("--x\r\nContent-Disposition: form-data; name=\"retailer\"\r\n\r\namazon"))
        .hasMessageEndingWith(form);
    assertThat(refusal("[1=2]")).hasMessageNotContaining("form");
    assertThat(refusal("\"{\\\"retailer\\\": 1}\""))
        .hasMessage("The body is a text with JSON in it: it was encoded twice.");
  }

  /// The database refuses these characters and numbers, some only when they are looked at later.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "5",
        "\"order\"",
        "{\"max_price\": 1e999999}",
        "{\"max_price\": 1e-999999}",
        "{\"max_price\": 1e99999999999}",
        "{\"client_notes\": {\"x\": 1e-99999999999}}",
        "{\"client_notes\": {\"x\": \"\\u0000\"}}",
        "{\"client_notes\": {\"\\u0000\": 1}}",
        "{\"client_notes\": [\"\\ud800\"]}",
        "{\"client_notes\": {\"x\": \"\\udc00\\ud800\"}}"
      })
  void refusesJsonThatIsNoRequest(String body) {
    assertThat(refusal(body).code()).isEqualTo(V1Code.INVALID_REQUEST);
  }

  @Test
  void limitsNestingAndTheLengthOfNumbersAndNames() {
    assertThat(refusal("{\"a\": " + "[".repeat(32) + "]".repeat(32) + "}"))
        .hasMessage("The body has more than 32 levels of nesting.");
    assertThat(refusal("{\"max_price\": " + "1".repeat(101) + "}"))
        .hasMessage("The body has a number of more than 100 digits.");
    assertThat(refusal("{\"" + "a".repeat(1001) + "\": 1}"))
        .hasMessage("The body has a field whose name is longer than 1000 characters.");
    assertThat(V1Json.read("{\"a\": " + "[".repeat(31) + "]".repeat(31) + "}").size()).isEqualTo(1);
  }

  @Test
  void keepsTheOrderOfFieldsAndNumbersAsTheyAre() {
    String body = "{\"b\":1.50,\"a\":[10.0,1E+2,12345678901234567890123],\"c\":\"\uD83C\uDF81\"}";

    assertThat(V1Json.write(V1Json.read(body))).isEqualTo(body);
  }

  @Test
  void acceptsAByteOrderMark() {
    assertThat(V1Json.read("\uFEFF{\"a\": 1}")).isEqualTo(JSON.readTree("{\"a\": 1}"));
  }
}
