package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.connector.sandbox.SandboxOrder.Course;
import dev.brass.connector.sandbox.Scenario.Fault;
import dev.brass.spi.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioReaderTest {

  @Test
  void readsTheExampleOfTheDesign() {
    Scenario scenario =
        ScenarioReader.read(
            Map.of(
                "place", "commit_then_timeout",
                "ship_after", "PT2H",
                "deliver_after", "P2D",
                "price_jump", 300));
    assertThat(scenario.place()).isEqualTo(Fault.COMMIT_THEN_TIMEOUT);
    assertThat(scenario.priceJump()).isEqualTo(300);
    assertThat(scenario.course()).isEqualTo(Course.USUAL);
    assertThat(scenario.times()).isEqualTo(1);
    assertThat(scenario.slow()).isZero();
  }

  @Test
  void anOrderWithoutAScenarioIsOrdinary() {
    assertThat(Scenario.of(Map.of("our_internal_order_id", "abc123"))).isEqualTo(Scenario.NONE);
    assertThat(ScenarioReader.read(Map.of())).isEqualTo(Scenario.NONE);
    assertThat(ScenarioReader.read(" Accept ")).isEqualTo(Scenario.NONE);
  }

  @Test
  void slownessHasALimit() {
    assertThat(ScenarioReader.read(Map.of("slow", "PT2S")).slow()).isEqualTo(Duration.ofSeconds(2));
    assertThat(ScenarioReader.read(Map.of("slow", "PT24H")).slow())
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void oneTimeAloneMovesTheOther() {
    assertThat(course(Map.of("deliver_after", "PT1H")).shipAfter())
        .isEqualTo(Duration.ofMinutes(30));
    assertThat(course(Map.of("ship_after", "P3D")).deliverAfter())
        .isEqualTo(Duration.ofDays(3).plusHours(46));
    assertThat(course(Map.of("ship_after", "PT1H")).deliverAfter()).isEqualTo(Duration.ofDays(2));
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeCanBeRefusedWith(ErrorCode code) {
    assertThat(refusing(code.name()).error()).isEqualTo(code);
    assertThat(refusing(code.v1Code()).error().v1Code()).isEqualTo(code.v1Code());
  }

  @Test
  void aCodeMeansTheConstantOfItsName() {
    assertThat(refusing("product_unavailable").error()).isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
    assertThat(refusing("internal_error").error()).isEqualTo(ErrorCode.INTERNAL_ERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "place, sometimes",
    "error, no_such_code",
    "action, dance",
    "times, 0",
    "times, 101",
    "times, 1.5",
    "price_jump, -1",
    "price_jump, 1e999999999",
    "price_jump, lots",
    "slow, 2s",
    "slow, -PT1S",
    "ship_after, P99999D",
    "partial_shipment, yes",
    "retailer_cancels, later",
    "cancel, perhaps"
  })
  void saysWhatAKeyShouldBe(String key, String value) {
    assertThatThrownBy(() -> ScenarioReader.read(Map.of(key, value)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(value);
  }

  @Test
  void refusesWhatIsNoScenario() {
    assertThatThrownBy(() -> ScenarioReader.read(List.of("refuse")))
        .hasMessageContaining("an object");
    assertThatThrownBy(() -> ScenarioReader.read(Map.of("x".repeat(500), true)))
        .hasMessageContaining("…")
        .hasMessageContaining("price_jump");
    assertThatThrownBy(
            () -> ScenarioReader.read(Map.of("ship_after", "P2D", "deliver_after", "P1D")))
        .hasMessageContaining("before");
  }

  private static Course course(Map<String, Object> wishes) {
    return ScenarioReader.read(wishes).course();
  }

  private static Scenario refusing(String code) {
    return ScenarioReader.read(Map.of("place", "refuse", "error", code));
  }
}
