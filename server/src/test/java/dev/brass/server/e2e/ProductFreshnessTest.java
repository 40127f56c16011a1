package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How old an answer about a product may be, told by the tenant's own clock.
class ProductFreshnessTest {

  @RegisterExtension
  static final WholeServer server =
      WholeServer.perClass(Map.of("products.max-age", "2h", "v1.offer-price-unit", "cents"));

  private final Client classic = Customer.of(server.running()).classic();

  private long timestamp(String more) {
    Answer answer = classic.get("/v1/products/B00FRESH?retailer=amazon" + more).has(200);
    assertThat(answer.text("/status")).as(answer.body()).isEqualTo("completed");
    return answer.json().get("timestamp").asLong();
  }

  private long now() {
    return Instant.parse(classic.get("/sandbox/clock").text("/now")).getEpochSecond();
  }

  @Test
  void anAnswerIsKeptAsLongAsTheOperatorSays() {
    long first = timestamp("");
    assertThat(first).isBetween(now() - 5, now());
    assertThat(timestamp("")).isEqualTo(first);
    classic.advance("PT1H59M");
    assertThat(timestamp("")).isEqualTo(first);
    classic.advance("PT2M");
    assertThat(timestamp("")).isGreaterThanOrEqualTo(first + 7200);
  }

  @Test
  void maxAgeIsTheAgeOfTheAnswer() {
    long first = timestamp("&max_age=0");
    classic.advance("PT100S");
    assertThat(timestamp("&max_age=200")).isEqualTo(first);
    long second = timestamp("&max_age=99");
    assertThat(second).isGreaterThanOrEqualTo(first + 100);
    classic.advance("PT5H");
    assertThat(timestamp("&max_age=86400")).isEqualTo(second);
    assertThat(timestamp("&max_age=0")).isGreaterThanOrEqualTo(second + 5 * 3600);
  }

  @Test
  void newerThanIsTheTimeOfTheAnswer() {
    long first = timestamp("");
    classic.advance("PT1H");
    assertThat(timestamp("&newer_than=" + first)).isEqualTo(first);
    assertThat(timestamp("&newer_than=" + (first - 1) * 1000)).as("in ms").isEqualTo(first);
    long second = timestamp("&newer_than=" + (first + 1));
    assertThat(second).isGreaterThanOrEqualTo(first + 3600);
    classic.advance("PT1M");
    assertThat(timestamp("&newer_than=" + (now() + 1000)))
        .as("a time to come means now")
        .isGreaterThanOrEqualTo(second + 60);
  }

  @Test
  void eachTenantsSandboxHasItsOwnAnswers() {
    long mine = timestamp("");
    Client other = Customer.of(server.running()).classic();
    other.advance("P1D");
    Answer theirs = other.get("/v1/products/B00FRESH?retailer=amazon");
    assertThat(theirs.json().get("timestamp").asLong()).isGreaterThan(mine + 86_000);
    assertThat(timestamp("")).isEqualTo(mine);
  }

  @Test
  void whoDoesNotWaitComesBack() {
    String path = "/v1/products/B00LATER/offers?retailer=amazon&async=true";
    Answer begun = classic.get(path).has(200);
    assertThat(begun.body())
        .isEqualTo(
            "{\"status\":\"processing\",\"retailer\":\"amazon\",\"product_id\":\"B00LATER\",\"asin\":\"B00LATER\"}");
    Answer done = classic.until(path, answer -> !answer.text("/status").equals("processing"));
    assertThat(done.text("/status")).isEqualTo("completed");
    assertThat(done.json().get("offers")).isNotEmpty();
    assertThat(classic.get(path).body()).as("again, kept").isEqualTo(done.body());
  }

  @Test
  void whoDoesNotWaitAndTakesNothingOldStillGetsAnAnswer() {
    String path = "/v1/search?query=knife&retailer=walmart&max_age=0&async=True";
    for (int i = 0; i < 3; i++) {
      assertThat(classic.get(path).text("/status")).isEqualTo("processing");
      Answer done = classic.until(path, answer -> !answer.text("/status").equals("processing"));
      assertThat(done.text("/status")).isEqualTo("completed");
    }
  }

  @Test
  void whoDoesNotWaitHearsOfAFailure() {
    String path = "/v1/products/ERR-expired_product_id?retailer=amazon&async=1";
    assertThat(classic.get(path).text("/status")).isEqualTo("processing");
    Answer done = classic.until(path, answer -> !answer.text("/status").equals("processing"));
    assertThat(done.text("/status")).isEqualTo("failed");
    assertThat(done.text("/code")).isEqualTo("expired_product_id");
  }

  @Test
  void pricesOfOffersCanBeInCents() {
    Answer answer = classic.get("/v1/products/0923568964/offers?retailer=amazon");
    assertThat(answer.body()).contains("\"price\":979,\"ship_price\":0,");
    assertThat(answer.json().at("/offers/0/shipping_options/1/price").asInt()).isEqualTo(599);
  }
}
